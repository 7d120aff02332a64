import type { ColumnRead, RowRead, TableRead } from '@/api/types.gen'
import { lockOf, type RowDraft } from '../rows/drafts'
import { shownValue } from '../values'
import type { Place } from './navigation'

/** A line about a cell, for the box beside it and for screen readers. */
export interface Line {
  tone: 'plain' | 'muted' | 'problem' | 'lock'
  text: string
}

const KINDS: Readonly<Record<ColumnRead['kind'], string>> = {
  integer: 'Whole number',
  number: 'Number',
  time: 'Time',
  date: 'Date',
  boolean: 'Yes or No',
  enum: 'One of a list',
  text: 'Text',
  long_text: 'Text of several lines',
  markdown: 'Markdown',
  text_list: 'List of texts',
  json: 'JSON',
  binary: 'Bytes',
  secret: 'Secret',
  other: 'Other',
}

/** Everything that is worth saying of a column: its meaning, its kind, its limits, its lock. */
export function aboutColumn(column: ColumnRead, table: TableRead): Line[] {
  const lines: Line[] = [{ tone: 'plain', text: column.description ?? column.title }]
  const limits: string[] = [column.enum?.name ?? KINDS[column.kind]]
  if (column.foreign_key)
    limits.push(`names a row of ${column.foreign_key.table} by ${column.foreign_key.column}`)
  if (!column.nullable) limits.push('never without a value')
  if (column.editable && column.max_length !== null)
    limits.push(`at most ${column.max_length.toLocaleString('en')} characters`)
  lines.push({ tone: 'muted', text: `${column.name}: ${limits.join(', ')}` })
  const lock = lockOf(column, null, table.update.reason)
  if (lock) lines.push({ tone: 'lock', text: lock })
  return lines
}

/** What is worth saying of a cell besides what it shows. */
export function aboutCell(
  place: Place,
  table: TableRead,
  columns: readonly ColumnRead[],
  rows: readonly RowRead[],
  draft: RowDraft | undefined,
): Line[] {
  const row = rows[place.row]
  const column = columns[place.column - 1]
  if (place.row < 0) return column ? aboutColumn(column, table) : []
  if (!row) return []
  if (!column) {
    if (draft?.problem) return [{ tone: 'problem', text: draft.problem }]
    return row.locked ? [{ tone: 'lock', text: row.locked }] : []
  }
  const lines: Line[] = []
  const change = draft?.changes[column.name]
  if (change?.problem) lines.push({ tone: 'problem', text: change.problem })
  if (change && 'now' in change) {
    const now = shownValue(column, change.now) || 'without a value'
    lines.push({ tone: 'problem', text: `Somebody else changed it meanwhile; it is now: ${now}` })
  }
  if (change && !('now' in change)) {
    const was = shownValue(column, draft?.row.values[column.name]) || 'without a value'
    lines.push({ tone: 'muted', text: `Not saved yet. Before: ${was}` })
  }
  const lock = lockOf(column, row, table.update.reason)
  if (lock) lines.push({ tone: 'lock', text: lock })
  return lines
}
