import { IssueStatus } from '@/api/types.gen'
import { CLOSED, nameOf } from '@/features/enumerations/labels'
import type { IssueListQuery } from '../api/list-issues'
import type { IssueFilterQuery, IssueSearch } from '../search'
import type { ColumnOrder } from './moves'

/** The name of a status as it stands in an address. */
export function statusName(status: number): string {
  return nameOf(IssueStatus, status).toLowerCase()
}

/**
 * The statuses that have a column, in the order of work. UNKNOWN, which only an import can leave, is
 * shown where there is such an issue.
 */
export function shownStatuses(
  { status = [], state }: IssueSearch,
  present: ReadonlySet<number>,
): IssueStatus[] {
  const wanted = new Set(status.filter((name) => !name.startsWith('!')))
  const unwanted = new Set(
    status.filter((name) => name.startsWith('!')).map((name) => name.slice(1)),
  )
  return Object.values(IssueStatus).filter((value) => {
    const name = statusName(value)
    if ((wanted.size > 0 && !wanted.has(name)) || unwanted.has(name)) return false
    if (state === 'closed' && !CLOSED.includes(value)) return false
    return value !== IssueStatus.UNKNOWN || present.has(value)
  })
}

/** What a column asks the API for. */
export function columnQuery(
  filters: IssueFilterQuery,
  status: number,
  order: ColumnOrder,
): IssueListQuery {
  return {
    ...filters,
    issue_status: [String(status)],
    sort: order === 'rank' ? 'issue_rank' : '-resolved_on',
  }
}

/** What of the board's look is kept in this browser: which columns are collapsed, and their order. */
export interface BoardLayout {
  collapsed: Readonly<Record<string, boolean>>
  order: Readonly<Record<string, ColumnOrder>>
}

export const FIRST_LAYOUT: BoardLayout = { collapsed: {}, order: {} }

/** Closed issues are many and rarely looked for: their columns begin collapsed. */
export function isCollapsed(layout: BoardLayout, status: number, asked: boolean): boolean {
  return layout.collapsed[status] ?? (CLOSED.includes(status) && !asked)
}

/** Closed issues begin in the order in which they were closed, the last one first. */
export function orderOf(layout: BoardLayout, status: number): ColumnOrder {
  if (!CLOSED.includes(status)) return 'rank'
  return layout.order[status] ?? 'latest'
}
