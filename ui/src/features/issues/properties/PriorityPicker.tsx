import type { ReactElement } from 'react'
import { IssuePriority } from '@/api/types.gen'
import { Picker, type PickerOption } from '@/components/Picker'
import { choicesOf, labelOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'

export const PRIORITY_OPTIONS: readonly PickerOption[] = choicesOf(IssuePriority).map((value) => ({
  value: String(value),
  label: labelOf(IssuePriority, value),
  icon: <PriorityIcon priority={value} />,
  keywords: String(value),
}))

interface Props {
  value: number
  onChange: (value: IssuePriority) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Chooses a priority. */
export function PriorityPicker({ value, onChange, ...rest }: Props) {
  return (
    <Picker
      label="Priority"
      options={PRIORITY_OPTIONS}
      selected={[String(value)]}
      onPick={(picked) => onChange(Number(picked) as IssuePriority)}
      {...rest}
    />
  )
}
