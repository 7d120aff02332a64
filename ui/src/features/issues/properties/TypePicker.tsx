import type { ReactElement } from 'react'
import { IssueType } from '@/api/types.gen'
import { Picker, type PickerOption } from '@/components/Picker'
import { choicesOf, labelOf } from '@/features/enumerations/labels'
import { TypeIcon } from '@/features/enumerations/TypeIcon'

export const TYPE_OPTIONS: readonly PickerOption[] = choicesOf(IssueType).map((value) => ({
  value: String(value),
  label: labelOf(IssueType, value),
  icon: <TypeIcon type={value} />,
}))

interface Props {
  value: number
  onChange: (value: IssueType) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Chooses a type. */
export function TypePicker({ value, onChange, ...rest }: Props) {
  return (
    <Picker
      label="Type"
      options={TYPE_OPTIONS}
      selected={[String(value)]}
      onPick={(picked) => onChange(Number(picked) as IssueType)}
      {...rest}
    />
  )
}
