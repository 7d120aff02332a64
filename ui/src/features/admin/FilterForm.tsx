import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ColumnRead } from '@/api/types.gen'
import classes from './FilterBar.module.css'
import {
  type Filter,
  memberOf,
  type Operator,
  operatorsOf,
  operatorWords,
  takesSeveral,
  takesValue,
} from './filters'
import { EnumMark } from './grid/CellValue'
import { fromText, timeText } from './values'

interface Props {
  column: ColumnRead
  start: Filter
  onApply: (filter: Filter) => void
  onCancel: () => void
}

/** The condition of a filter and the value that it compares with. */
export function FilterForm({ column, start, onApply, onCancel }: Props) {
  const operators = operatorsOf(column)
  const [operator, setOperator] = useState<Operator>(start.operator)
  const [value, setValue] = useState(start.value)
  const [problem, setProblem] = useState('')

  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const read = takesValue(operator) ? readValue(column, value) : { value: '' }
    if ('problem' in read) setProblem(read.problem)
    else onApply({ column: column.name, operator, value: read.value })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <NativeSelect
          label={column.title}
          data={operators.map((item) => ({ value: item, label: operatorWords(column, item) }))}
          value={operator}
          onChange={(event) => {
            const next = operators.find((item) => item === event.currentTarget.value) ?? operator
            if (takesSeveral(column, operator) && !takesSeveral(column, next))
              setValue(value.split(',')[0] ?? '')
            setOperator(next)
            setProblem('')
          }}
        />
        {takesValue(operator) && (
          <ValueField
            key={String(takesSeveral(column, operator))}
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
          <Button type="submit">Apply</Button>
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

/** The form comes later than its popover, which therefore cannot bring the focus into it. */
function focus(field: HTMLElement | null): void {
  if (field && !field.closest('form')?.contains(document.activeElement)) field.focus()
}

function ValueField({ column, operator, value, problem, onChange }: FieldProps) {
  const common = { 'aria-label': 'Value', error: problem || undefined, ref: focus }
  const members = column.enum?.values.map(({ name, label, value: member }) => ({
    value: name.toLowerCase(),
    label,
    member,
  }))
  const known = (part: string) => memberOf(column, part)?.name.toLowerCase() ?? part
  if (members && takesSeveral(column, operator)) {
    const chosen = value ? value.split(',').map(known) : []
    return (
      <Checkbox.Group
        aria-label="Values"
        error={problem || undefined}
        value={chosen}
        onChange={(next) => onChange(next.join(','))}
      >
        <Stack gap={8} className={classes.members}>
          {members.map((item, place) => (
            <Checkbox
              key={item.value}
              size="xs"
              ref={place === 0 ? focus : undefined}
              value={item.value}
              label={
                <span className={classes.member}>
                  <EnumMark column={column} value={item.member} />
                  {item.label}
                </span>
              }
            />
          ))}
        </Stack>
      </Checkbox.Group>
    )
  }
  if (members || column.kind === 'boolean')
    return (
      <NativeSelect
        {...common}
        data={[
          { value: '', label: 'Choose…' },
          ...(members?.map((item) => ({ value: item.value, label: item.label })) ?? [
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]),
        ]}
        value={members ? known(value) : value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  if (column.kind === 'time') {
    const shown = /^\d{9,}$/.test(value) ? timeText(Number(value)).slice(0, 19) : value
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
  if (column.kind === 'date')
    return (
      <TextInput
        {...common}
        type="date"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  const { example } = column
  return (
    <TextInput
      {...common}
      inputMode={column.kind === 'integer' ? 'numeric' : undefined}
      placeholder={
        typeof example === 'string' || typeof example === 'number'
          ? `For example ${example}`
          : undefined
      }
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** What a filter's field holds as the address has it. */
function readValue(column: ColumnRead, text: string): { value: string } | { problem: string } {
  if (text.trim() === '') return { problem: 'Give a value.' }
  if (['integer', 'number', 'time', 'date'].includes(column.kind)) {
    if (column.kind === 'time' && /^\d{9,}$/.test(text)) return { value: text }
    const reading = fromText({ ...column, nullable: false, minimum: null, maximum: null }, text)
    if (reading.problem !== undefined) return { problem: reading.problem }
    return { value: String(reading.value) }
  }
  return { value: text }
}
