import { useDebouncedValue } from '@mantine/hooks'
import { type ReactElement, useState } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import type { IssueListQuery, IssueRow } from '@/features/issues/api/list-issues'
import { useFoundIssues } from '@/features/issues/api/search-issues'

interface Props {
  label: string
  value?: string | null
  /** Called with the issue, or null where `none` was chosen. */
  onChange: (issue: IssueRow | null) => void
  /** What is offered before something is typed. */
  otherwise: IssueListQuery
  /** Tickets that cannot be chosen. */
  without?: readonly string[]
  /** The words for choosing no issue. */
  none?: string
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Chooses an issue, found by its ticket or by words of it. */
export function IssuePicker(props: Props) {
  const { label, value, onChange, otherwise, without = [], none, children, ...rest } = props
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const { data, isFetching } = useFoundIssues(wanted, otherwise, rest.opened ?? true)
  const found = (data?.items ?? []).filter((issue) => !without.includes(issue.issue_name))
  const options: PickerOption[] = found.map((issue) => ({
    value: issue.issue_name,
    label: issue.issue_summary,
    hint: issue.issue_name,
    icon: <StatusIcon status={issue.issue_status} />,
  }))
  if (none && !wanted) options.unshift({ value: '', label: none })
  return (
    <Picker
      label={label}
      options={options}
      selected={value ? [value] : []}
      onPick={(picked) => onChange(found.find((issue) => issue.issue_name === picked) ?? null)}
      onSearch={setText}
      loading={isFetching}
      width={380}
      {...rest}
    >
      {children}
    </Picker>
  )
}
