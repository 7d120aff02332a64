import type { IssueRow } from '../api/list-issues'
import type { GroupValue } from './query'

/** A line of the list: the head of a group, or an issue. */
export type Line =
  | {
      kind: 'head'
      key: string
      value: GroupValue
      collapsed: boolean
      /** How many issues the group has on all pages; unknown while they are counted. */
      count?: number
      points?: number
    }
  | { kind: 'issue'; key: string; issue: IssueRow }

export interface Group {
  value: GroupValue
  count: number
  story_points: number
}

interface Grouped {
  items: readonly IssueRow[]
  /** The column that makes the groups. */
  column: keyof IssueRow
  /** All groups of the filter; undefined while they are counted. */
  groups: readonly Group[] | undefined
  /** Whether `groups` are all there are. */
  complete: boolean
  isCollapsed: (value: GroupValue) => boolean
  descending: boolean
  page: number
  perPage: number
}

/** The order in which the API sorts values: empty ones last whatever the direction. */
export function compareValues(one: GroupValue, other: GroupValue, descending: boolean): number {
  if (one === other) return 0
  if (one === null) return 1
  if (other === null) return -1
  const less = one < other ? -1 : 1
  return descending ? -less : less
}

/** Lines without groups. */
export function plainLines(items: readonly IssueRow[]): Line[] {
  return items.map((issue) => ({ kind: 'issue', key: issue.issue_name, issue }))
}

/**
 * The page that a group begins on, when the groups before it that are not folded come first;
 * undefined where they are not all known.
 */
export function pageOfGroup(
  value: GroupValue,
  {
    groups,
    complete,
    isCollapsed,
    descending,
    perPage,
  }: Omit<Grouped, 'items' | 'column' | 'page'>,
): number | undefined {
  if (!groups || !complete) return undefined
  const before = groups
    .filter((group) => !isCollapsed(group.value))
    .filter((group) => compareValues(group.value, value, descending) < 0)
    .reduce((sum, group) => sum + group.count, 0)
  return Math.floor(before / perPage) + 1
}

/**
 * Lines with the heads of their groups. An issue stands in the group of the value that it has now,
 * also when it was sorted by the server before that was changed. A folded group's issues are not on
 * any page; its head stands where they would begin.
 */
export function groupedLines(grouped: Grouped): Line[] {
  const { items, column, groups, complete, isCollapsed, descending, page, perPage } = grouped
  const known = new Map(groups?.map((group) => [group.value, group]))
  const members = new Map<GroupValue, IssueRow[]>()
  for (const issue of items) {
    const value = issue[column] as GroupValue
    const others = members.get(value)
    if (others) others.push(issue)
    else members.set(value, [issue])
  }
  const folded = (groups ?? []).map((group) => group.value).filter(isCollapsed)
  const total = (groups ?? []).reduce(
    (sum, group) => sum + (isCollapsed(group.value) ? 0 : group.count),
    0,
  )
  const lastPage = Math.max(1, Math.ceil(total / perPage))
  const here = folded.filter((value) => {
    const at = pageOfGroup(value, grouped)
    return !complete || at === undefined || Math.min(at, lastPage) === page
  })
  const values = [...new Set([...members.keys(), ...here])]
  values.sort((one, other) => compareValues(one, other, descending))
  return values.flatMap((value): Line[] => {
    const group = known.get(value)
    const collapsed = isCollapsed(value)
    const head: Line = {
      kind: 'head',
      key: `#${value ?? ''}`,
      value,
      collapsed,
      count: group?.count,
      points: group?.story_points,
    }
    return collapsed ? [head] : [head, ...plainLines(members.get(value) ?? [])]
  })
}
