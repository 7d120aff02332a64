import { Button, Group, MultiSelect, Select, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ColumnRead, TableRead } from '@/api/types.gen'
import {
  type Filter,
  memberOf,
  type Operator,
  operatorsOf,
  operatorWords,
  takesSeveral,
  takesValue,
} from './filters'
import { fromText, timeText } from './values'

interface Props {
  table: TableRead
  /** The filter that is changed; null for a new one. */
  start: Filter | null
  onApply: (filter: Filter) => void
  onCancel: () => void
}

const INLINE = { withinPortal: false } as const // a list within the popover, not outside of it

/** Column, operator and value of a filter. */
export function FilterForm({ table, start, onApply, onCancel }: Props) {
  const columns = table.columns.filter(({ operators }) => operators.length > 0)
  const [name, setName] = useState(start?.column ?? '')
  const column = columns.find((item) => item.name === name)
  const operators = column ? operatorsOf(column) : []
  const [wanted, setOperator] = useState<Operator | null>(start?.operator ?? null)
  const operator = operators.find((item) => item === wanted) ?? operators[0]
  const [value, setValue] = useState(start?.value ?? '')
  const [problem, setProblem] = useState('')

  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (!column || !operator) return
    const read = takesValue(operator) ? readValue(column, operator, value) : { value: '' }
    if ('problem' in read) setProblem(read.problem)
    else onApply({ column: column.name, operator, value: read.value })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Select
          label="Column"
          data-autofocus={start === null || undefined}
          data={columns.map((item) => ({ value: item.name, label: item.title }))}
          value={name || null}
          onChange={(next) => {
            setName(next ?? '')
            setOperator(null)
            setValue('')
            setProblem('')
          }}
          searchable
          nothingFoundMessage="No such column"
          placeholder="Choose a column"
          allowDeselect={false}
          maxDropdownHeight={260}
          comboboxProps={INLINE}
        />
        {column && operator && (
          <Select
            label="Condition"
            data={operators.map((item) => ({ value: item, label: operatorWords(column, item) }))}
            value={operator}
            onChange={(next) => {
              setOperator(operators.find((item) => item === next) ?? null)
              setProblem('')
            }}
            allowDeselect={false}
            comboboxProps={INLINE}
          />
        )}
        {column && operator && takesValue(operator) && (
          <ValueField
            key={`${column.name} ${takesSeveral(column, operator)}`}
            column={column}
            operator={operator}
            value={value}
            problem={problem}
            onChange={(next) => {
              setValue(next)
              setProblem('')
            }}
          />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" disabled={!column}>
            Apply
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface FieldProps {
  column: ColumnRead
  operator: Operator
  value: string
  problem: string
  onChange: (value: string) => void
}

function ValueField({ column, operator, value, problem, onChange }: FieldProps) {
  const common = { label: 'Value', error: problem || undefined, 'data-autofocus': true }
  const members = column.enum?.values.map(({ name, label }) => ({
    value: name.toLowerCase(),
    label,
  }))
  const known = (part: string) => memberOf(column, part)?.name.toLowerCase() ?? part
  if (members && takesSeveral(column, operator))
    return (
      <MultiSelect
        {...common}
        data={members}
        value={value ? value.split(',').map(known) : []}
        onChange={(next) => onChange(next.join(','))}
        comboboxProps={INLINE}
        hidePickedOptions
      />
    )
  if (members)
    return (
      <Select
        {...common}
        data={members}
        value={value ? known(value) : null}
        onChange={(next) => onChange(next ?? '')}
        comboboxProps={INLINE}
      />
    )
  if (column.kind === 'boolean')
    return (
      <Select
        {...common}
        data={[
          { value: 'true', label: 'Yes' },
          { value: 'false', label: 'No' },
        ]}
        value={value || null}
        onChange={(next) => onChange(next ?? '')}
        comboboxProps={INLINE}
      />
    )
  if (column.kind === 'time') {
    const shown = /^\d+$/.test(value) ? timeText(Number(value)).slice(0, 19) : value
    return (
      <TextInput
        {...common}
        type="datetime-local"
        step={1}
        value={shown.replace(' ', 'T')}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  return (
    <TextInput
      {...common}
      inputMode={column.kind === 'integer' ? 'numeric' : undefined}
      placeholder={typeof column.example === 'object' ? undefined : String(column.example)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** What a filter's field holds as the address has it. */
function readValue(
  column: ColumnRead,
  operator: Operator,
  text: string,
): { value: string } | { problem: string } {
  if (text === '' && operator !== 'eq' && operator !== 'ne') return { problem: 'Give a value.' }
  if (column.kind === 'integer' || column.kind === 'number' || column.kind === 'time') {
    if (/^\d{9,}$/.test(text)) return { value: text }
    const limits = { nullable: false, minimum: null, maximum: null }
    const reading = fromText({ ...column, ...limits }, text)
    if (reading.problem !== undefined) return { problem: reading.problem }
    return { value: String(reading.value) }
  }
  if (text === '' && column.kind !== 'text') return { problem: 'Give a value.' }
  return { value: text }
}
