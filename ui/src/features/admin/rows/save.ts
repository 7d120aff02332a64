import type { RowRead } from '@/api/types.gen'
import { ApiError, isPassing, messageOf } from '@/lib/problem'
import { type Drafts, type Outcome, type RowDraft, valuesOf } from './drafts'

/** The requests that saving makes. */
export interface Requests {
  update: (row: RowRead, values: Record<string, unknown>) => Promise<RowRead>
  get: (id: string) => Promise<RowRead>
}

export interface Saved {
  draft: RowDraft
  row: RowRead
}

export interface Result {
  saved: Saved[]
  /** Rows that were refused, are stale or gone. */
  refused: number
  /** Why the rest was not tried: the server is away, or the session has ended. */
  stopped?: unknown
}

/**
 * Save drafts row by row, in the order in which they were begun: one row may need what the row
 * before it has brought about. A refused row keeps its draft, and the others go on; a server that
 * is away ends it, for the rest would meet the same.
 *
 * @param tell is told what became of each row, as soon as it is known.
 */
export async function saveDrafts(
  drafts: Drafts,
  requests: Requests,
  tell: (outcome: Outcome) => void,
): Promise<Result> {
  const result: Result = { saved: [], refused: 0 }
  for (const [id, draft] of drafts) {
    const values = valuesOf(draft)
    if (values === null) {
      result.refused += 1
      continue
    }
    try {
      const row = await requests.update(draft.row, values)
      result.saved.push({ draft, row })
      tell({ kind: 'saved', id, row, sent: draft })
    } catch (error) {
      try {
        tell(await outcomeOf(id, error, requests))
        result.refused += 1
      } catch (failure) {
        result.stopped = failure
        return result
      }
    }
  }
  return result
}

/** What a failure says of the row alone; thrown on if it says something of the server. */
async function outcomeOf(id: string, error: unknown, { get }: Requests): Promise<Outcome> {
  if (!(error instanceof ApiError) || isPassing(error) || error.status === 401) throw error
  if (error.status === 404) return { kind: 'gone', id }
  if (error.status === 412) {
    try {
      return { kind: 'stale', id, row: await get(id) }
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 404) return { kind: 'gone', id }
      throw failure
    }
  }
  return { kind: 'refused', id, problem: messageOf(error), fields: fieldsOf(error) }
}

/** What is wrong with which column: `/values/issue_status` → `issue_status`. */
export function fieldsOf(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  const found: Record<string, string> = {}
  for (const { pointer, detail } of error.problem.errors ?? []) {
    const [, first, second] = pointer.split('/')
    if (first !== 'values' || second === undefined) continue
    const name = second.replaceAll('~1', '/').replaceAll('~0', '~')
    found[name] = found[name] ? `${found[name]} ${detail}` : detail
  }
  return found
}
