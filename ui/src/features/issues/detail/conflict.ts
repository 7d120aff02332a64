import type { InfiniteData } from '@tanstack/react-query'
import type { PageActivityRead } from '@/api/types.gen'
import { historyOptions } from '@/features/activity/api/list-issue-activity'
import { queryClient } from '@/lib/query-client'
import { staleOf } from '../api/stale'

/** A text that two people changed at the same time. */
export interface Conflict {
  /** What both began with. */
  base: string
  mine: string
  /** What is saved now, and the version that has it. */
  theirs: string
  version: number
}

export type Refusal =
  /** Somebody changed the text: one has to choose. */
  | { kind: 'conflict'; conflict: Conflict }
  /** It says already what was to be saved. */
  | { kind: 'same' }
  /** It was changed and changed back: it can be saved on top of this version. */
  | { kind: 'again'; version: number }
  | { kind: 'error'; error: unknown }

/** What to make of a refused save of a text field. */
export function judge(error: unknown, field: string, base: string, mine: string): Refusal {
  const stale = staleOf(error)
  if (!stale) return { kind: 'error', error }
  const now = stale.conflicts[field]
  const theirs = typeof now === 'string' ? now : base
  if (theirs === mine) return { kind: 'same' }
  if (theirs === base) return { kind: 'again', version: stale.version }
  return { kind: 'conflict', conflict: { base, mine, theirs, version: stale.version } }
}

/** Who gave a field the value that it has now, as far as the loaded history tells. */
export function lastChangeBy(ticket: string, field: string, value: string) {
  for (const kind of ['all', 'changes'] as const) {
    const data = queryClient.getQueryData<InfiniteData<PageActivityRead>>(
      historyOptions(ticket, kind).queryKey,
    )
    const rows = data?.pages.flatMap((page) => page.items) ?? []
    const row = rows.find((item) => item.field === field && item.new_value === value)
    if (row) return { name: row.created_by, at: row.created_on }
  }
  return null
}
