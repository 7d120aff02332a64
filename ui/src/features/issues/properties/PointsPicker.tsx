import { type ReactElement, useMemo, useState } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'

const USUAL = [1, 2, 3, 5, 8, 13, 21]
const MOST = 2 ** 31 - 1

interface Props {
  /** Undefined where several issues differ. */
  value: number | null | undefined
  onChange: (value: number | null) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

function optionOf(points: number): PickerOption {
  return { value: String(points), label: points === 1 ? '1 point' : `${points} points` }
}

/** Chooses story points: the usual ones, or any whole number that is typed. */
export function PointsPicker({ value, onChange, ...rest }: Props) {
  const [text, setText] = useState('')
  const options = useMemo<PickerOption[]>(() => {
    const typed = text.trim()
    if (typed) return /^\d{1,10}$/.test(typed) && Number(typed) <= MOST ? [optionOf(+typed)] : []
    const points = [...new Set([...USUAL, ...(typeof value === 'number' ? [value] : [])])]
    return [{ value: '', label: 'None' }, ...points.sort((one, other) => one - other).map(optionOf)]
  }, [text, value])
  return (
    <Picker
      label="Story points"
      options={options}
      selected={value === undefined ? [] : [String(value ?? '')]}
      onPick={(picked) => onChange(picked === '' ? null : Number(picked))}
      onSearch={setText}
      {...rest}
    />
  )
}
