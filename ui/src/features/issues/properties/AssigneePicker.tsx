import { useDebouncedValue } from '@mantine/hooks'
import { type ReactElement, useMemo, useState } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'
import { UserAvatar } from '@/components/UserAvatar'
import { useMe } from '@/features/auth/session'
import { usePeople } from '@/features/users/api/list-users'

interface Props {
  /** Undefined where several issues differ. */
  value: string | null | undefined
  onChange: (value: string | null) => void
  children: ReactElement
  label?: string
  /** False where someone has to be chosen. */
  allowNone?: boolean
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Chooses a person, oneself first; people are looked for while one types. */
export function AssigneePicker(props: Props) {
  const { value, onChange, children, label = 'Assignee', allowNone = true } = props
  const { username } = useMe()
  const [own, setOwn] = useState(false)
  const opened = props.opened ?? own
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const { data, isFetching } = usePeople(wanted, opened)
  const options = useMemo<PickerOption[]>(() => {
    const names = (data?.items ?? []).map((user) => user.username)
    const first = [value, username].filter(
      (name): name is string => typeof name === 'string' && (!wanted || name.includes(wanted)),
    )
    const people = [...new Set([...first, ...names])].map((name) => ({
      value: name,
      label: name,
      hint: name === username ? 'you' : undefined,
      icon: <UserAvatar name={name} size={18} decorative />,
    }))
    if (!allowNone || wanted) return people
    return [
      { value: '', label: 'No one', icon: <UserAvatar name={null} size={18} decorative /> },
      ...people,
    ]
  }, [data, username, value, wanted, allowNone])
  return (
    <Picker
      label={label}
      options={options}
      selected={value === undefined ? [] : [value ?? '']}
      onPick={(picked) => onChange(picked || null)}
      onSearch={setText}
      loading={isFetching}
      opened={opened}
      onOpenedChange={(now) => {
        setOwn(now)
        props.onOpenedChange?.(now)
      }}
    >
      {children}
    </Picker>
  )
}
