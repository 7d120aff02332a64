import { type ReactElement, useState } from 'react'
import { Picker } from '@/components/Picker'

const USUAL = [0, 1, 2, 3, 5, 8, 13, 21]
const MOST = 10_000

interface Props {
  value: number | null
  onChange: (value: number | null) => void
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** Chooses story points: a usual number, any other whole number by typing it, or none. */
export function PointsPicker({ value, onChange, ...rest }: Props) {
  const [text, setText] = useState('')
  const typed = text.trim()
  const isNumber = /^\d{1,5}$/.test(typed) && Number(typed) <= MOST
  const numbers = [...new Set(value === null ? USUAL : [...USUAL, value])].sort((a, b) => a - b)
  const options = [
    ...(typed ? [] : [{ value: '', label: 'No estimate' }]),
    ...numbers
      .map((number) => ({ value: String(number), label: String(number) }))
      .filter((option) => option.value.startsWith(typed)),
  ]
  return (
    <Picker
      label="Story points"
      options={options}
      selected={[value === null ? '' : String(value)]}
      onPick={(picked) => onChange(picked === '' ? null : Number(picked))}
      onSearch={setText}
      create={isNumber ? 'Estimate' : undefined}
      {...rest}
    />
  )
}
