import { type ActivityRead, ActivityType } from '@/api/types.gen'

/** What became of one field, over one change or several that one person made in a row. */
export interface FieldChange {
  /** The number of the first row that it is made of. */
  id: number
  field: string
  old: string | null
  new: string | null
}

/** What one person changed within minutes, without anything in between. */
export interface Burst {
  kind: 'changes'
  rows: readonly ActivityRead[]
  /** Each field once, from its first value to its last. */
  changes: readonly FieldChange[]
  /** Each change as it was made, if that is more. */
  steps: readonly FieldChange[] | null
}

export type Entry = { kind: 'comment' | 'creation'; rows: readonly [ActivityRead] } | Burst

/** Changes of one person that are not further apart than this are told together. */
const BURST_MS = 10 * 60_000

/** The single version columns follow their lists: telling both would say everything twice. */
const FOLLOWS: Readonly<Record<string, string>> = {
  issue_affected_version: 'issue_affected_versions',
  issue_fixed_version: 'issue_fixed_versions',
}

/** The order in which the fields of one change are told. */
const ORDER = ['issue_assigned_to', 'issue_status', 'issue_resolution']

/** Tell rows of history, oldest first, as entries of a timeline. */
export function entriesOf(rows: readonly ActivityRead[]): Entry[] {
  const entries: Entry[] = []
  let open: ActivityRead[] = []
  const close = () => {
    if (open.length > 0) entries.push(burstOf(open))
    open = []
  }
  for (const row of rows) {
    const isChange =
      row.activity_type !== ActivityType.COMMENT && row.activity_type !== ActivityType.CREATION
    const last = open.at(-1)
    if (!isChange || (last && !belongsTo(last, row))) close()
    if (isChange) open.push(row)
    else {
      const kind = row.activity_type === ActivityType.COMMENT ? 'comment' : 'creation'
      entries.push({ kind, rows: [row] })
    }
  }
  close()
  return entries
}

function belongsTo(last: ActivityRead, row: ActivityRead): boolean {
  return (
    last.created_by === row.created_by &&
    last.activity_imported === row.activity_imported &&
    row.created_on - last.created_on <= BURST_MS
  )
}

function burstOf(rows: readonly ActivityRead[]): Burst {
  const told = rows.filter((row) => !isFollowing(row, rows))
  const steps = told.map(changeOf)
  const changes = summed(steps)
  return { kind: 'changes', rows, changes, steps: steps.length > changes.length ? steps : null }
}

function isFollowing(row: ActivityRead, rows: readonly ActivityRead[]): boolean {
  const list = FOLLOWS[row.field ?? '']
  return (
    list !== undefined &&
    rows.some((other) => other.field === list && other.issue_version === row.issue_version)
  )
}

function changeOf(row: ActivityRead): FieldChange {
  return { id: row.id, field: row.field ?? '', old: row.old_value, new: row.new_value }
}

/** Each field once; what was changed and changed back is left out, unless that would leave nothing. */
function summed(steps: readonly FieldChange[]): FieldChange[] {
  const fields = new Map<string, FieldChange>()
  for (const step of steps) {
    // Every row of links tells a link of its own, made or removed.
    const key = step.field === 'links' ? `links ${step.old ?? step.new}` : step.field
    const before = fields.get(key)
    if (!before) fields.set(key, step)
    else if (step.field === 'links')
      fields.delete(key) // made and removed, or the other way round
    else fields.set(key, { ...before, new: step.new })
  }
  const changed = [...fields.values()].filter((change) => change.old !== change.new)
  const told = changed.length > 0 ? changed : [...steps]
  const rank = ({ field }: FieldChange) =>
    (ORDER.indexOf(field) + ORDER.length + 1) % (ORDER.length + 1)
  return told.length > 1 ? [...told].sort((a, b) => rank(a) - rank(b) || a.id - b.id) : told
}

/** The items of a list in a row's value; none where it is empty or no list. */
export function itemsOf(value: string | null): string[] {
  if (!value?.startsWith('[')) return value ? [value] : []
  try {
    const items: unknown = JSON.parse(value)
    return Array.isArray(items) ? items.map(String) : []
  } catch {
    return [value]
  }
}

/** What a change put into a list and took out of it. */
export function listChange(change: Pick<FieldChange, 'old' | 'new'>) {
  const before = itemsOf(change.old)
  const after = itemsOf(change.new)
  return {
    added: after.filter((item) => !before.includes(item)),
    removed: before.filter((item) => !after.includes(item)),
  }
}

/** "OPS-7 BLOCKED_BY" → its ticket and its kind; an import's kind may hold spaces. */
export function linkOf(value: string): { ticket: string; kindName: string } {
  const place = value.indexOf(' ')
  return place < 0
    ? { ticket: value, kindName: '' }
    : { ticket: value.slice(0, place), kindName: value.slice(place + 1) }
}

/** The first state that the row of a creation holds; what cannot be read is left out. */
export function firstStateOf(row: ActivityRead): Readonly<Record<string, unknown>> {
  try {
    const state: unknown = JSON.parse(row.new_value ?? '{}')
    return typeof state === 'object' && state !== null ? { ...state } : {}
  } catch {
    return {}
  }
}
