import { IssueStatus } from '@/api/types.gen'
import type { Column } from '@/components/Table'
import { CLOSED, labelOf, nameOf } from '@/features/enumerations/labels'
import { statusColor } from '@/features/enumerations/StatusIcon'
import type { BarPart } from './charts/Bars'
import { count } from './figures'

export type ByStatus = Readonly<Record<string, number>>

/** Statuses in the order in which work goes through them. */
export const STATUSES: readonly number[] = Object.values(IssueStatus)

/** Those that leave an issue open. */
export const OPEN_STATUSES = STATUSES.filter((status) => !CLOSED.includes(status))

/** How a status stands in an address. */
export function statusSlug(status: number): string {
  return nameOf(IssueStatus, status).toLowerCase()
}

/** The parts of a bar by status, furthest from done first. */
export function partsOf(counts: ByStatus): BarPart[] {
  return STATUSES.map((status) => ({
    name: labelOf(IssueStatus, status),
    value: counts[status] ?? 0,
    color: statusColor(status),
  }))
}

/** Columns of a table with a number for each status. */
export function statusColumns<Row>(
  statuses: readonly number[],
  countsOf: (row: Row) => ByStatus,
): Column<Row>[] {
  return statuses.map((status) => ({
    key: `status-${status}`,
    head: labelOf(IssueStatus, status),
    align: 'end',
    cell: (row) => count(countsOf(row)[status] ?? 0),
  }))
}
