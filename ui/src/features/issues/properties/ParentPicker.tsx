import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactElement, useMemo, useState } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { foundIssuesOptions } from '../api/find-issues'

interface Props {
  /** Undefined where several issues differ. */
  value: string | null | undefined
  /** The issues whose parent is chosen: none of them is offered. */
  tickets: readonly string[]
  /** The projects whose epics are offered first. */
  projects: readonly string[]
  onChange: (value: string | null) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Chooses an issue's epic or parent; issues are looked for while one types. */
export function ParentPicker(props: Props) {
  const { value, tickets, projects, onChange, children } = props
  const [own, setOwn] = useState(false)
  const opened = props.opened ?? own
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const { data, isFetching } = useQuery({
    ...foundIssuesOptions(wanted, projects),
    placeholderData: keepPreviousData,
    enabled: opened,
  })
  const options = useMemo<PickerOption[]>(() => {
    const found = (data?.items ?? []).flatMap((issue) => {
      const name = issue.issue_name ?? ''
      if (tickets.includes(name)) return []
      return {
        value: name,
        label: issue.issue_summary ?? name,
        hint: name,
        icon: <TypeIcon type={issue.issue_type ?? 0} />,
      }
    })
    if (wanted) return found
    const known = !value || found.some((option) => option.value === value)
    return [
      { value: '', label: 'No parent' },
      ...(known ? [] : [{ value, label: value }]),
      ...found,
    ]
  }, [data, tickets, value, wanted])
  return (
    <Picker
      label="Parent"
      options={options}
      selected={value === undefined ? [] : [value ?? '']}
      onPick={(picked) => onChange(picked || null)}
      onSearch={setText}
      loading={isFetching}
      width={340}
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
