import type { ReactElement } from 'react'
import { IssueResolution } from '@/api/types.gen'
import { Picker, type PickerOption } from '@/components/Picker'
import { choicesOf, labelOf } from '@/features/enumerations/labels'

export const RESOLUTION_OPTIONS: readonly PickerOption[] = choicesOf(IssueResolution).map(
  (value) => ({ value: String(value), label: labelOf(IssueResolution, value) }),
)

interface Props {
  value: number
  onChange: (value: IssueResolution) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Chooses a resolution; an open issue is closed by it, a closed one reopened by "Unresolved". */
export function ResolutionPicker({ value, onChange, ...rest }: Props) {
  return (
    <Picker
      label="Resolution"
      options={RESOLUTION_OPTIONS}
      selected={[String(value)]}
      onPick={(picked) => onChange(Number(picked) as IssueResolution)}
      {...rest}
    />
  )
}
