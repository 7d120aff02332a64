import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactElement, useMemo, useState } from 'react'
import type { ListEdit } from '@/api/types.gen'
import { Picker, type PickerOption } from '@/components/Picker'
import { type Catalogue, catalogueOptions } from '../api/list-catalogue'

const NAMES: Readonly<Record<Catalogue, { label: string; create: string }>> = {
  label: { label: 'Labels', create: 'New label' },
  component: { label: 'Components', create: 'New component' },
  version: { label: 'Versions', create: 'New version' },
  sprint: { label: 'Sprints', create: 'New sprint' },
}

interface Props {
  catalogue: Catalogue
  /** What is chosen, as "Fix versions"; the catalogue's own name if unsaid. */
  label?: string
  /** The projects whose catalogues offer names. */
  projects: readonly string[]
  /** What is chosen now; of several issues, what all of them have. */
  value: readonly string[]
  /** What only some of several issues have. */
  some?: readonly string[]
  /** Called once when it closes, if anything was put in or taken out. */
  onEdit: (edit: ListEdit) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

const NONE: readonly string[] = []

/** Chooses any number of labels, components, versions or sprints; new names are made by typing them. */
export function NamesPicker(props: Props) {
  const { catalogue, projects, value, some = NONE, onEdit, children } = props
  const { create, label: usual } = NAMES[catalogue]
  const [own, setOwn] = useState(false)
  const opened = props.opened ?? own
  const [text, setText] = useState('')
  const [put, setPut] = useState<readonly string[]>([])
  const [taken, setTaken] = useState<readonly string[]>([])
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const { data, isFetching } = useQuery({
    ...catalogueOptions(catalogue, wanted, projects),
    placeholderData: keepPreviousData,
    enabled: opened,
  })
  const options = useMemo<PickerOption[]>(() => {
    const typed = text.trim().toLowerCase()
    const names = new Set([...value, ...some, ...put, ...(data ?? [])])
    return [...names]
      .filter((name) => name.toLowerCase().includes(typed))
      .map((name) => ({
        value: name,
        label: name,
        hint: some.includes(name) && !put.includes(name) ? 'on some' : undefined,
      }))
  }, [data, value, some, put, text])
  const chosen = [...value.filter((name) => !taken.includes(name)), ...put]
  return (
    <Picker
      label={props.label ?? usual}
      options={options}
      selected={chosen}
      multiple
      create={create}
      onPick={(name) => {
        const without = (names: readonly string[]) => names.filter((other) => other !== name)
        if (value.includes(name))
          setTaken((names) => (names.includes(name) ? without(names) : [...names, name]))
        else setPut((names) => (names.includes(name) ? without(names) : [...names, name]))
      }}
      onSearch={setText}
      loading={isFetching}
      opened={opened}
      onOpenedChange={(now) => {
        setOwn(now)
        if (!now && put.length + taken.length > 0)
          onEdit({
            ...(put.length > 0 && { add: [...put] }),
            ...(taken.length > 0 && { remove: [...taken] }),
          })
        setPut([])
        setTaken([])
        props.onOpenedChange?.(now)
      }}
    >
      {children}
    </Picker>
  )
}
