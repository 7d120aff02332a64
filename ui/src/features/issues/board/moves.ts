import { IssueResolution, IssueStatus, type IssueUpdate } from '@/api/types.gen'
import { CLOSED } from '@/features/enumerations/labels'
import type { ColumnData } from '../api/board-column'
import type { IssueRow } from '../api/list-issues'

/** The order of a column: by rank, or the last closed first. */
export type ColumnOrder = 'rank' | 'latest'

/** Between which two cards another one comes to stand; either may be missing. */
export interface Place {
  after?: IssueRow
  before?: IssueRow
}

/**
 * The cards of a column, in their order and each once: a card that was moved beyond what is loaded
 * may come again with a later page, and one whose status was changed elsewhere does not belong here.
 */
export function cardsOf(data: ColumnData | undefined, status: number): IssueRow[] {
  const seen = new Set<string>()
  const cards: IssueRow[] = []
  for (const page of data?.pages ?? [])
    for (const row of page.items) {
      if (row.issue_status !== status || seen.has(row.issue_name)) continue
      seen.add(row.issue_name)
      cards.push(row)
    }
  return cards
}

/** The place at an index among cards, the moved one left out of them. */
export function placeAt(cards: readonly IssueRow[], index: number): Place {
  return { after: cards[index - 1], before: cards[index] }
}

/** Whether two places are between the same two cards. */
export function samePlace(one: Place, other: Place): boolean {
  return (
    one.after?.issue_name === other.after?.issue_name &&
    one.before?.issue_name === other.before?.issue_name
  )
}

/** Where a card's own rank puts it among others that are in the order of their ranks. */
export function indexByRank(cards: readonly IssueRow[], rank: string): number {
  const index = cards.findIndex((card) => card.issue_rank > rank)
  return index < 0 ? cards.length : index
}

/** Where a card comes to stand among those that were closed, the last one first. */
export function indexByClosing(cards: readonly IssueRow[], resolvedOn: number): number {
  const index = cards.findIndex((card) => (card.resolved_on ?? 0) <= resolvedOn)
  return index < 0 ? cards.length : index
}

/** The fields that put an issue between two others. */
export function rankChanges({ after, before }: Place): IssueUpdate {
  return {
    ...(after && { rank_after: after.issue_name }),
    ...(before && { rank_before: before.issue_name }),
  }
}

/** A rank that sorts between two others, to show until the server has given the real one. */
export function guessRank({ after, before }: Place, own: string): string {
  if (after) return `${after.issue_rank}i`
  return before ? before.issue_rank.slice(0, -1) : own
}

/** An issue that someone or no one has; undefined leaves it as it is. */
export function withAssignee(row: IssueRow, assignee: string | null | undefined): IssueRow {
  return assignee === undefined ? row : { ...row, issue_assigned_to: assignee }
}

/** An issue in another status, with what follows from it by the rules of an issue. */
export function withStatus(row: IssueRow, status: IssueStatus): IssueRow {
  if (status === row.issue_status) return { ...row }
  const resolved = row.issue_resolution > IssueResolution.UNRESOLVED
  const closed = CLOSED.includes(status)
  return {
    ...row,
    issue_status: status,
    resolved_on: closed ? (row.resolved_on ?? Date.now()) : null,
    issue_assigned_to: status === IssueStatus.OPEN ? null : row.issue_assigned_to,
    issue_resolution: !closed
      ? IssueResolution.UNRESOLVED
      : resolved
        ? row.issue_resolution
        : IssueResolution.COMPLETE,
  }
}

/**
 * The changes that take a move back, to where the card stood between its former neighbours.
 * Null where they cannot be written: an UNKNOWN of an import may be kept, but not set.
 */
export function undoOf(before: IssueRow, after: IssueRow, place: Place | null): IssueUpdate | null {
  const undo: IssueUpdate = place ? rankChanges(place) : {}
  if (before.issue_status !== after.issue_status) {
    if (before.issue_status === IssueStatus.UNKNOWN) return null
    undo.issue_status = before.issue_status
    if (CLOSED.includes(before.issue_status) && before.issue_resolution !== after.issue_resolution)
      undo.issue_resolution = before.issue_resolution
  }
  if (before.issue_assigned_to !== after.issue_assigned_to)
    undo.issue_assigned_to = before.issue_assigned_to
  return undo
}

/** A column without an issue. */
export function without(data: ColumnData, ticket: string): ColumnData {
  return {
    ...data,
    pages: data.pages.map((page) =>
      page.items.some((row) => row.issue_name === ticket)
        ? { ...page, items: page.items.filter((row) => row.issue_name !== ticket) }
        : page,
    ),
  }
}

/** A column with an issue at a place; at its end if the place is not in it. */
export function within(data: ColumnData, row: IssueRow, { after, before }: Place): ColumnData {
  const rest = without(data, row.issue_name)
  for (const [neighbour, offset] of [
    [before, 0],
    [after, 1],
  ] as const) {
    const number = rest.pages.findIndex((page) =>
      page.items.some((item) => item.issue_name === neighbour?.issue_name),
    )
    const page = rest.pages[number]
    if (!page) continue
    const index = page.items.findIndex((item) => item.issue_name === neighbour?.issue_name)
    const items = page.items.toSpliced(index + offset, 0, row)
    return { ...rest, pages: rest.pages.with(number, { ...page, items }) }
  }
  const last = rest.pages.at(-1)
  if (!last) return rest
  return { ...rest, pages: rest.pages.with(-1, { ...last, items: [...last.items, row] }) }
}

/** What is counted of a status. */
interface Group {
  value: number | string | null
  count: number
  story_points: number
}

/** The groups after an issue went from one status to another. */
export function regrouped<T extends Group>(
  groups: readonly T[],
  from: number,
  to: number,
  points: number,
): (T | Group)[] {
  const changed: (T | Group)[] = groups.map((group) => {
    const by = (group.value === to ? 1 : 0) - (group.value === from ? 1 : 0)
    return {
      ...group,
      count: group.count + by,
      story_points: group.story_points + by * points,
    }
  })
  if (from !== to && !groups.some((group) => group.value === to))
    changed.push({ value: to, count: 1, story_points: points })
  return changed
}
