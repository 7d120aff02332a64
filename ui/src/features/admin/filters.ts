import type { ColumnRead } from '@/api/types.gen'
import { shownValue } from './values'

export type Operator = ColumnRead['operators'][number]

/** One condition on the rows, as the API's `filter` has it. */
export interface Filter {
  column: string
  operator: Operator
  /** As the address has it: names of enums, milliseconds of times. */
  value: string
}

const OPERATORS: readonly Operator[] = [
  'eq', 'ne', 'contains', 'has', 'lt', 'le', 'gt', 'ge', 'empty', 'not_empty',
] // biome-ignore format: one line reads as what it is, an order

/** Read `column:operator:value`; null if it has not that form. */
export function parseFilter(text: string): Filter | null {
  const match = /^([^:]+):([a-z_]+)(?::([\s\S]*))?$/.exec(text)
  const operator = OPERATORS.find((name) => name === match?.[2])
  if (!match?.[1] || !operator) return null
  return { column: match[1], operator, value: match[3] ?? '' }
}

/** Write a filter as `column:operator:value`. */
export function formatFilter({ column, operator, value }: Filter): string {
  return `${column}:${operator}:${takesValue(operator) ? value : ''}`
}

/** Whether an operator compares with something. */
export function takesValue(operator: Operator): boolean {
  return operator !== 'empty' && operator !== 'not_empty'
}

/** Whether several values may be given, with commas. */
export function takesSeveral(column: ColumnRead, operator: Operator): boolean {
  return column.kind === 'enum' && (operator === 'eq' || operator === 'ne')
}

/** The operators of a column, the usual ones first. */
export function operatorsOf(column: ColumnRead): Operator[] {
  const usual = column.operators.includes('contains') && column.kind !== 'text_list'
  const order: readonly Operator[] = usual
    ? ['contains', ...OPERATORS.filter((name) => name !== 'contains')]
    : OPERATORS
  return order.filter((name) => column.operators.includes(name))
}

const WORDS: Readonly<Record<Operator, string>> = {
  eq: 'is',
  ne: 'is not',
  lt: 'less than',
  le: 'at most',
  gt: 'more than',
  ge: 'at least',
  contains: 'contains',
  has: 'has',
  empty: 'is empty',
  not_empty: 'is not empty',
}
const OF_TIMES: Partial<Record<Operator, string>> = {
  lt: 'before',
  le: 'until',
  gt: 'after',
  ge: 'from',
}
const OF_TEXTS: Partial<Record<Operator, string>> = {
  lt: 'sorts before',
  le: 'sorts up to',
  gt: 'sorts after',
  ge: 'sorts from',
}

/** How an operator reads for a column: "before" for times, "at most" for numbers. */
export function operatorWords(column: ColumnRead, operator: Operator): string {
  const own =
    column.kind === 'time' || column.kind === 'date'
      ? OF_TIMES[operator]
      : ['text', 'long_text', 'markdown'].includes(column.kind)
        ? OF_TEXTS[operator]
        : undefined
  return own ?? WORDS[operator]
}

/** The value of a filter as a person reads it: "In progress, Done". */
export function filterValueWords(column: ColumnRead, { operator, value }: Filter): string {
  if (!takesValue(operator)) return ''
  const parts = takesSeveral(column, operator) ? value.split(',') : [value]
  return parts.map((part) => partWords(column, operator, part)).join(', ')
}

function partWords(column: ColumnRead, operator: Operator, part: string): string {
  if (operator === 'contains' || operator === 'has') return part
  if (column.enum) return memberOf(column, part)?.label ?? part
  if (column.kind === 'time' && /^\d+$/.test(part)) return shownValue(column, Number(part))
  if (column.kind === 'boolean') return part.toLowerCase() === 'true' ? 'Yes' : 'No'
  return part
}

/** The member of the column's enum that an address names, by its name or its integer. */
export function memberOf(column: ColumnRead, part: string) {
  const wanted = part.trim().toUpperCase()
  return column.enum?.values.find(({ name, value }) => name === wanted || String(value) === wanted)
}

/** A value of a row as a filter that finds all rows with the same. */
export function filterFor(column: ColumnRead, value: unknown): Filter | null {
  const has = (operator: Operator) => column.operators.includes(operator)
  const name = column.name
  const isNothing = value === null || value === '' || (Array.isArray(value) && !value.length)
  if (isNothing) return has('empty') ? { column: name, operator: 'empty', value: '' } : null
  if (Array.isArray(value))
    return has('has') && value.length === 1
      ? { column: name, operator: 'has', value: String(value[0]) }
      : null
  if (!has('eq') || typeof value === 'object') return null
  const member = column.enum?.values.find((item) => item.value === value)
  const text = member ? member.name.toLowerCase() : String(value)
  return text.length > 200 ? null : { column: name, operator: 'eq', value: text }
}

/** The columns that the rows are sorted by, first to last. */
export function parseSort(sort: string | undefined): { column: string; descending: boolean }[] {
  return (sort ?? '')
    .split(',')
    .filter((item) => item !== '')
    .map((item) => ({ column: item.replace(/^-/, ''), descending: item.startsWith('-') }))
}

/**
 * The sorting after a click on a column's head: ascending, descending, then as before.
 * With `added` the other columns stay, and this one comes after them.
 */
export function nextSort(
  sort: string | undefined,
  column: string,
  added = false,
): string | undefined {
  const now = parseSort(sort)
  const own = now.find((item) => item.column === column)
  const others = added ? now.filter((item) => item.column !== column) : []
  const next = !own
    ? [{ column, descending: false }]
    : own.descending
      ? []
      : [{ column, descending: true }]
  const place = added && own ? now.indexOf(own) : others.length
  const all = [...others.slice(0, place), ...next, ...others.slice(place)]
  return all.map((item) => (item.descending ? '-' : '') + item.column).join(',') || undefined
}
