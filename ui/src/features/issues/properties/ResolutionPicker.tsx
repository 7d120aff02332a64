import type { ReactElement } from 'react'
import { IssueResolution } from '@/api/types.gen'
import { Picker, type PickerOption } from '@/components/Picker'
import { choicesOf, labelOf } from '@/features/enumerations/labels'

export const RESOLUTION_OPTIONS: readonly PickerOption[] = choicesOf(IssueResolution).map(
  (value) => ({
    value: String(value),
    label: labelOf(IssueResolution, value),
    hint: value === IssueResolution.UNRESOLVED ? 'reopens' : undefined,
  }),
)

interface Props {
  value: number
  onChange: (value: IssueResolution) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Chooses a resolution; all but Unresolved close the issue. */
export function ResolutionPicker({ value, onChange, ...rest }: Props) {
  const options =
    value === IssueResolution.UNRESOLVED
      ? RESOLUTION_OPTIONS.map((option) => ({ ...option, hint: undefined }))
      : RESOLUTION_OPTIONS
  return (
    <Picker
      label="Resolution"
      options={options}
      selected={[String(value)]}
      onPick={(picked) => onChange(Number(picked) as IssueResolution)}
      {...rest}
    />
  )
}
