import { useDebouncedValue } from '@mantine/hooks'
import { type ReactElement, useMemo, useState } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'
import { useProjectChoices } from './api/list-projects'

interface Props {
  value: string | null
  onChange: (key: string | null) => void
  children: ReactElement
}

/** Chooses a project that is here, or names one that the import is to make. */
export function ProjectChoice({ value, onChange, children }: Props) {
  const [opened, setOpened] = useState(false)
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const { data, isFetching } = useProjectChoices(wanted, opened)
  const options = useMemo<PickerOption[]>(() => {
    const found = (data?.items ?? []).map((project) => ({
      value: project.project_key,
      label: project.project_key,
      hint: project.project_name,
    }))
    const isKnown = value === null || found.some((option) => option.value === value)
    const own = isKnown || wanted ? [] : [{ value, label: value }]
    return wanted ? found : [{ value: '', label: 'None' }, ...own, ...found]
  }, [data, value, wanted])
  const key = text.trim().toUpperCase()
  return (
    <Picker
      label="Project"
      options={options}
      selected={[value ?? '']}
      onPick={(picked) => onChange(picked ? picked.toUpperCase() : null)}
      onSearch={setText}
      loading={isFetching}
      create={/^[A-Z][A-Z0-9]{1,9}$/.test(key) ? 'New project' : undefined}
      width={300}
      opened={opened}
      onOpenedChange={setOpened}
    >
      {children}
    </Picker>
  )
}
