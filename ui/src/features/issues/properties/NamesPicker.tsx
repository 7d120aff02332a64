import { useDebouncedValue } from '@mantine/hooks'
import { type ReactElement, useEffect, useState } from 'react'
import type { ListEdit } from '@/api/types.gen'
import { Picker } from '@/components/Picker'
import { useSprints } from '@/features/issues/api/list-sprints'
import { useComponents } from '@/features/labels/api/list-components'
import { useLabels } from '@/features/labels/api/list-labels'
import { useVersions } from '@/features/labels/api/list-versions'

/** A request for the names that a project knows; those that begin with the text at least. */
type UseNames = (
  project: string,
  text: string,
  enabled: boolean,
) => { data?: string[]; isFetching: boolean }

interface Kind {
  label: string
  one: string
  useNames: UseNames
}

/** The columns that hold lists of names, and where the names for them come from. */
export const NAME_COLUMNS = {
  labels: { label: 'Labels', one: 'label', useNames: useLabels },
  components: { label: 'Components', one: 'component', useNames: useComponents },
  issue_affected_versions: {
    label: 'Affected versions',
    one: 'version',
    useNames: useVersions,
  },
  issue_fixed_versions: { label: 'Fix versions', one: 'version', useNames: useVersions },
  issue_sprints: {
    label: 'Sprints',
    one: 'sprint',
    useNames: (project, _text, enabled) => useSprints(project, enabled),
  },
} as const satisfies Record<string, Kind>

export type NameColumn = keyof typeof NAME_COLUMNS

interface Props {
  column: NameColumn
  project: string
  value: readonly string[]
  /** Called with one name, to be put in or taken out. */
  onChange: (edit: ListEdit) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Puts names into a list and takes them out, one at a time; what is not known yet is made. */
export function NamesPicker({ column, project, value, onChange, ...rest }: Props) {
  const { label, one, useNames } = NAME_COLUMNS[column]
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const opened = rest.opened ?? true
  const { data, isFetching } = useNames(project, wanted, opened)
  // What was in when it opened stays on top: nothing moves under the cursor.
  const [first, setFirst] = useState(value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it opens
  useEffect(() => {
    if (opened) setFirst(value)
  }, [opened])
  const names = [...new Set([...first, ...value, ...(data ?? [])])].filter((name) =>
    name.toLowerCase().includes(text.trim().toLowerCase()),
  )
  return (
    <Picker
      label={label}
      options={names.map((name) => ({ value: name, label: name }))}
      selected={value}
      multiple
      onPick={(name) => onChange(value.includes(name) ? { remove: [name] } : { add: [name] })}
      onSearch={setText}
      loading={isFetching}
      create={`New ${one}`}
      {...rest}
    />
  )
}
