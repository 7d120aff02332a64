import { type ActivityRead, ActivityType, type IssueFlow, IssueStatus } from '@/api/types.gen'
import { withoutEchoes } from '@/features/activity/summary'
import { itemsOf } from '@/features/activity/timeline'
import { COLUMN_NAMES, ENUM_OF_COLUMN, labelOf } from '@/features/enumerations/labels'

/** Something that happened to an issue at one moment. */
export interface Mark {
  key: string
  kind: 'comment' | 'change'
  at: number
  by: string
  /** What happened, as "Priority: Medium → High". */
  text: string
}

/** What bands tell already. */
const IN_BANDS: readonly string[] = ['issue_status', 'issue_assigned_to']
const LONGEST = 60
/** What is too long to stand in a line. */
const LONG_TEXTS: readonly string[] = ['issue_description', 'issue_environment']

/** Comments and changes of fields, but for those that bands tell. */
export function marksOf(rows: readonly ActivityRead[]): Mark[] {
  return withoutEchoes(rows)
    .filter(
      (row) => row.activity_type !== ActivityType.CREATION && !IN_BANDS.includes(row.field ?? ''),
    )
    .map((row) => ({
      key: String(row.id),
      kind: row.activity_type === ActivityType.COMMENT ? 'comment' : 'change',
      at: row.created_on,
      by: row.created_by,
      text: row.activity_type === ActivityType.COMMENT ? commentText(row) : changeText(row),
    }))
}

function commentText(row: ActivityRead): string {
  const line = row.activity_text.replace(/\s+/g, ' ').trim()
  return line ? `“${short(line)}”` : 'Comment'
}

function changeText(row: ActivityRead): string {
  const field = row.field ?? ''
  const name = fieldName(field)
  if (LONG_TEXTS.includes(field)) return `${name} changed`
  return `${name}: ${valueText(field, row.old_value)} → ${valueText(field, row.new_value)}`
}

/** What a column is called, also one that has no name of its own. */
export function fieldName(field: string): string {
  return COLUMN_NAMES[field] ?? field.replace(/^issue_/, '').replaceAll('_', ' ')
}

function valueText(field: string, value: string | null): string {
  const values = ENUM_OF_COLUMN[field]
  if (values && value && /^\d+$/.test(value)) return labelOf(values, Number(value))
  return short(itemsOf(value).join(', ')) || 'none'
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()}…` : text
}

/** One line of the table: what began when, by whom and for how long. */
export interface Line {
  key: string
  at: number
  what: string
  by: string | null
  /** Milliseconds; null for what has no length. */
  lasted: number | null
  goesOn: boolean
}

/** All of an issue's history in the order of time. */
export function linesOf(flow: IssueFlow, marks: readonly Mark[]): Line[] {
  const statuses = flow.statuses.map((span, place) => ({
    key: `status-${place}`,
    at: span.started_on,
    what: `Status: ${labelOf(IssueStatus, span.issue_status)}`,
    by: span.started_by,
    lasted: span.milliseconds,
    goesOn: span.ended_on === null,
  }))
  const assignees = flow.assignees.map((span, place) => ({
    key: `assignee-${place}`,
    at: span.started_on,
    what: `Assignee: ${span.issue_assigned_to ?? 'nobody'}`,
    by: span.started_by,
    lasted: span.milliseconds,
    goesOn: span.ended_on === null,
  }))
  const moments = marks.map(({ key, kind, at, by, text }) => ({
    key,
    at,
    what: kind === 'comment' ? `Comment: ${text}` : text,
    by,
    lasted: null,
    goesOn: false,
  }))
  return [...statuses, ...assignees, ...moments].sort((a, b) => a.at - b.at)
}
