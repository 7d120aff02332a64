import type { ColumnRead } from '@/api/types.gen'
import { bytes } from '@/lib/bytes'
import { dateTime } from '@/lib/time'

/** What a text stands for in a column: a value, or why it stands for none. */
export type Reading = { value: unknown; problem?: undefined } | { problem: string }

const LIMITS: Intl.NumberFormat = new Intl.NumberFormat('en')

/** Whether two values of a column are the same, whatever they hold. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** Kinds whose values are numbers, and stand on the right of their column. */
export function isNumeric(column: ColumnRead): boolean {
  return (column.kind === 'integer' || column.kind === 'number') && column.foreign_key === null
}

/** The words that a person reads for a member of the column's enum; its integer if it has none. */
export function enumLabel(column: ColumnRead, value: unknown): string {
  return column.enum?.values.find((member) => member.value === value)?.label ?? String(value)
}

/** A value on one line, as a cell, a filter or a message shows it; empty for null. */
export function shownValue(column: ColumnRead, value: unknown): string {
  if (column.kind === 'secret') return 'Hidden'
  if (value === null || value === undefined) return ''
  switch (column.kind) {
    case 'time':
      return dateTime(Number(value))
    case 'boolean':
      return value ? 'Yes' : 'No'
    case 'enum':
      return enumLabel(column, value)
    case 'text_list':
      return Array.isArray(value) ? value.join(', ') : String(value)
    case 'json':
      return JSON.stringify(value)
    case 'binary':
      return bytes(Number(value))
    default:
      return String(value)
  }
}

/**
 * A value as a person types it, which `fromText` reads back; also what "copy" gives.
 * Times are in the reader's time zone, lists have an item a line, JSON is indented.
 */
export function toText(column: ColumnRead, value: unknown): string {
  if (value === null || value === undefined) return ''
  switch (column.kind) {
    case 'time':
      return timeText(Number(value))
    case 'enum':
      return enumLabel(column, value)
    case 'text_list':
      return Array.isArray(value) ? value.join('\n') : String(value)
    case 'json':
      return JSON.stringify(value, null, 2)
    case 'boolean':
      return value ? 'Yes' : 'No'
    default:
      return String(value)
  }
}

/** Read what a person typed as a value of the column, and hold it against the column's limits. */
export function fromText(column: ColumnRead, text: string): Reading {
  if (column.kind === 'text' || column.kind === 'long_text' || column.kind === 'markdown')
    return ofText(column, text)
  const trimmed = text.trim()
  if (column.kind === 'text_list')
    return { value: text.split(/\r?\n/).flatMap((item) => (item.trim() ? [item.trim()] : [])) }
  if (trimmed === '')
    return column.nullable ? { value: null } : { problem: 'This cannot be without a value.' }
  switch (column.kind) {
    case 'integer':
      return ofInteger(column, trimmed)
    case 'number':
      return ofNumber(trimmed)
    case 'time':
      return ofTime(trimmed)
    case 'date':
      return ofDate(trimmed)
    case 'boolean':
      return ofBoolean(trimmed)
    case 'enum':
      return ofEnum(column, trimmed)
    case 'json':
      return ofJson(trimmed)
    default:
      return { problem: 'This cannot be written here.' }
  }
}

function ofText(column: ColumnRead, text: string): Reading {
  if (text === '' && column.nullable) return { value: null }
  const length = [...text].length
  if (text.includes('\0')) return { problem: 'NUL characters cannot be stored.' }
  if (column.min_length !== null && length < column.min_length)
    return {
      problem:
        length === 0
          ? 'This cannot be empty.'
          : `At least ${LIMITS.format(column.min_length)} characters.`,
    }
  if (column.max_length !== null && length > column.max_length)
    return { problem: `At most ${LIMITS.format(column.max_length)} characters.` }
  if (column.pattern !== null && !fits(column.pattern, text))
    return {
      problem:
        column.example === null
          ? 'This is not in the form that the column takes.'
          : `This is not in the form that the column takes, as ${String(column.example)}.`,
    }
  return { value: text }
}

/** Whether a text matches a pattern of the API; a pattern that only Python knows is left to it. */
function fits(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

function ofInteger(column: ColumnRead, text: string): Reading {
  if (!/^[+-]?\d+$/.test(text)) return { problem: 'This must be a whole number.' }
  const value = Number(text)
  if (column.minimum !== null && value < column.minimum)
    return { problem: `At least ${LIMITS.format(column.minimum)}.` }
  if (column.maximum !== null && value > column.maximum)
    return { problem: `At most ${LIMITS.format(column.maximum)}.` }
  if (!Number.isSafeInteger(value))
    return { problem: 'Numbers this large cannot be written here without rounding.' }
  return { value }
}

function ofNumber(text: string): Reading {
  const value = Number(text)
  return Number.isFinite(value) ? { value } : { problem: 'This must be a number.' }
}

const TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
const LAST_MS = 253_402_300_799_999 // the end of the year 9999, as the API has it

function ofTime(text: string): Reading {
  if (text.toLowerCase() === 'now') return { value: Date.now() }
  const problem = 'This must be a time, as 2026-11-23 14:05.'
  const match = TIME.exec(text)
  if (!match) return { problem }
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const thousandths = Number((match[7] ?? '').padEnd(3, '0'))
  const zone = match[8]
  // Set part by part: a year below 100 would mean 19xx otherwise.
  const moment = new Date(0)
  if (zone) {
    moment.setUTCFullYear(year ?? 0, (month ?? 1) - 1, day)
    moment.setUTCHours(hour ?? 0, minute, second, thousandths)
    if (moment.getUTCMonth() + 1 !== month || moment.getUTCDate() !== day) return { problem }
  } else {
    moment.setFullYear(year ?? 0, (month ?? 1) - 1, day)
    moment.setHours(hour ?? 0, minute, second, thousandths)
    if (moment.getMonth() + 1 !== month || moment.getDate() !== day) return { problem }
  }
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return { problem }
  const value = moment.getTime() - offset(zone)
  return value >= 0 && value <= LAST_MS ? { value } : { problem: 'From the year 1970 to 9999.' }
}

function ofDate(text: string): Reading {
  const moment = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : Number.NaN)
  return Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(text)
    ? { problem: 'This must be a date, as 2026-11-23.' }
    : { value: text }
}

function offset(zone: string | undefined): number {
  if (!zone || /^z$/i.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000
}

function ofBoolean(text: string): Reading {
  const word = text.toLowerCase()
  if (['yes', 'true', '1', 'on'].includes(word)) return { value: true }
  if (['no', 'false', '0', 'off'].includes(word)) return { value: false }
  return { problem: 'This must be Yes or No.' }
}

function ofEnum(column: ColumnRead, text: string): Reading {
  const word = text.toLowerCase()
  const member = column.enum?.values.find(
    ({ name, label, value }) =>
      name.toLowerCase() === word || label.toLowerCase() === word || String(value) === word,
  )
  if (!member) return { problem: `One of: ${choices(column).join(', ')}.` }
  if (!member.writable) return { problem: `${member.label} can be kept, but not written.` }
  return { value: member.value }
}

function choices(column: ColumnRead): string[] {
  return (column.enum?.values ?? []).flatMap(({ label, writable }) => (writable ? [label] : []))
}

function ofJson(text: string): Reading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : 'unreadable'}` }
  }
  if (typeof value !== 'object' || value === null)
    return { problem: 'This must be a JSON object or list.' }
  return { value }
}

/** "2026-11-23 14:05:10", with thousandths only where there are some; in the reader's time zone. */
export function timeText(milliseconds: number): string {
  const moment = new Date(milliseconds)
  if (Number.isNaN(moment.getTime())) return ''
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${String(moment.getFullYear()).padStart(4, '0')}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`
  const rest = moment.getMilliseconds()
  return `${day} ${time}${rest ? `.${String(rest).padStart(3, '0')}` : ''}`
}

/** Whether a value needs an editor of several lines. */
export function isLong(column: ColumnRead, value: unknown): boolean {
  if (column.kind === 'long_text' || column.kind === 'markdown') return true
  return column.kind === 'text' && typeof value === 'string' && /\n/.test(value)
}
