import type { ReactElement } from 'react'
import { IssueStatus } from '@/api/types.gen'
import { Picker, type PickerOption } from '@/components/Picker'
import { choicesOf, labelOf } from '@/features/enumerations/labels'
import { StatusIcon } from '@/features/enumerations/StatusIcon'

export const STATUS_OPTIONS: readonly PickerOption[] = choicesOf(IssueStatus).map((value) => ({
  value: String(value),
  label: labelOf(IssueStatus, value),
  icon: <StatusIcon status={value} />,
}))

interface Props {
  value: number
  onChange: (value: IssueStatus) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Chooses a status. */
export function StatusPicker({ value, onChange, ...rest }: Props) {
  return (
    <Picker
      label="Status"
      options={STATUS_OPTIONS}
      selected={[String(value)]}
      onPick={(picked) => onChange(Number(picked) as IssueStatus)}
      {...rest}
    />
  )
}
