import type { ColumnRead, RowRead } from '@/api/types.gen'
import { isSame } from '../values'

/** What a cell will hold once it is saved. */
export interface Change {
  value: unknown
  /** What was typed, where it stands for no value. */
  text?: string
  /** Why it was or will be refused; it stays until the cell is changed again. */
  problem?: string
  /** The value that somebody else has written meanwhile. */
  now?: unknown
}

/** The changes of one row that are not saved yet. */
export interface RowDraft {
  /** The row as it was when the first of its cells was changed. */
  row: RowRead
  changes: Readonly<Record<string, Change>>
  /** Why the row as a whole was refused. */
  problem?: string
}

/** The drafts of a table by the rows' ids, in the order in which they were begun. */
export type Drafts = ReadonlyMap<string, RowDraft>

export const NO_DRAFTS: Drafts = new Map()

/** What has to be done to a row's draft after an attempt to save it. */
export type Outcome =
  | { kind: 'saved'; id: string; row: RowRead; sent: RowDraft }
  | { kind: 'refused'; id: string; problem: string; fields: Readonly<Record<string, string>> }
  | { kind: 'stale'; id: string; row: RowRead }
  | { kind: 'gone'; id: string }

/** Whether a change can be sent. A refusal may be tried again; what stands for no value may not. */
export function isSendable(change: Change): boolean {
  return change.text === undefined
}

function put(drafts: Drafts, id: string, draft: RowDraft | null): Drafts {
  const next = new Map(drafts)
  if (draft === null || Object.keys(draft.changes).length === 0) next.delete(id)
  else next.set(id, draft)
  return next
}

/** Mark a cell as changed; the value that it had before takes the mark away. */
export function stage(drafts: Drafts, row: RowRead, column: string, change: Change): Drafts {
  const draft = drafts.get(row.id) ?? { row, changes: {} }
  const { [column]: _, ...others } = draft.changes
  const isBack = isSendable(change) && isSame(change.value, draft.row.values[column] ?? null)
  const changes = isBack ? others : { ...others, [column]: change }
  return put(drafts, row.id, { row: draft.row, changes })
}

/** Take back the change of a cell, or of a whole row. */
export function revert(drafts: Drafts, id: string, column?: string): Drafts {
  const draft = drafts.get(id)
  if (!draft) return drafts
  if (column === undefined) return put(drafts, id, null)
  const { [column]: _, ...changes } = draft.changes
  return put(drafts, id, { ...draft, changes })
}

/** The drafts after an attempt to save one of them. */
export function settle(drafts: Drafts, outcome: Outcome): Drafts {
  const draft = drafts.get(outcome.id)
  if (!draft) return drafts
  switch (outcome.kind) {
    case 'saved': {
      // What was changed while the answer was on its way is still to be saved.
      const rest = Object.entries(draft.changes).filter(([name, change]) => {
        const sent = outcome.sent.changes[name]
        return !(sent && isSendable(change) && isSame(sent.value, change.value))
      })
      return put(drafts, outcome.id, { row: outcome.row, changes: Object.fromEntries(rest) })
    }
    case 'gone':
      return put(drafts, outcome.id, { ...draft, problem: 'The row is gone: somebody deleted it.' })
    case 'refused':
      return put(drafts, outcome.id, {
        ...draft,
        problem: outcome.problem,
        changes: mapped(draft.changes, (change, name) => {
          const { problem: _, ...rest } = change
          const problem = outcome.fields[name]
          return problem && isSendable(change)
            ? { ...rest, problem }
            : isSendable(change)
              ? rest
              : change
        }),
      })
    case 'stale':
      return put(drafts, outcome.id, rebased(draft, outcome.row))
  }
}

/** A draft on top of the row as it is now; a cell that somebody else changed too says so. */
function rebased(draft: RowDraft, row: RowRead): RowDraft {
  const changes: Record<string, Change> = {}
  for (const [name, { now: _now, problem, ...change }] of Object.entries(draft.changes)) {
    const now = row.values[name] ?? null
    if (isSendable(change) && isSame(now, change.value)) continue
    const changedToo = !isSame(now, draft.row.values[name] ?? null)
    if (!isSendable(change)) changes[name] = { ...change, problem }
    else changes[name] = changedToo ? { ...change, now } : change
  }
  return {
    row,
    changes,
    problem:
      'The row was changed by somebody else meanwhile. Save again to write your values over it.',
  }
}

function mapped(
  changes: Readonly<Record<string, Change>>,
  change: (change: Change, name: string) => Change,
): Record<string, Change> {
  return Object.fromEntries(Object.entries(changes).map(([name, old]) => [name, change(old, name)]))
}

/** The values of a row's draft as the API takes them; null if one of them stands for no value. */
export function valuesOf(draft: RowDraft): Record<string, unknown> | null {
  const entries = Object.entries(draft.changes)
  if (!entries.every(([, change]) => isSendable(change))) return null
  return Object.fromEntries(entries.map(([name, change]) => [name, change.value]))
}

/** The changes that would take saved ones back. */
export function inverseOf(saved: readonly { draft: RowDraft; row: RowRead }[]): Drafts {
  return new Map(
    saved.map(({ draft, row }) => [
      row.id,
      {
        row,
        changes: Object.fromEntries(
          Object.keys(draft.changes).map((name) => [
            name,
            { value: draft.row.values[name] ?? null },
          ]),
        ),
      },
    ]),
  )
}

/** How much is not saved: "3 changes in 2 rows". */
export function countOf(drafts: Drafts): { rows: number; cells: number; problems: number } {
  let cells = 0
  let problems = 0
  for (const { changes, problem } of drafts.values()) {
    cells += Object.keys(changes).length
    if (problem || Object.values(changes).some((change) => change.problem)) problems += 1
  }
  return { rows: drafts.size, cells, problems }
}

/** Whether a cell can be changed, and if not, why. */
export function lockOf(
  column: ColumnRead,
  row: RowRead | null,
  tableReason: string | null,
): string | null {
  if (!column.editable) return column.locked ?? tableReason ?? 'This cannot be changed.'
  return row?.locked ?? null
}
