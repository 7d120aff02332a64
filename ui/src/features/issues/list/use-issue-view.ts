import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { groupsOptions } from '../api/list-groups'
import { issueListOptions, useIssueList } from '../api/list-issues'
import { DEFAULTS, filtersOf, GROUPINGS, type IssueSearch } from '../search'
import { groupedLines, type Line, pageOfGroup, plainLines } from './groups'
import { type GroupValue, groupName, groupsDescend, listQueryOf } from './query'

const NO_LINES: readonly Line[] = []

/** The page of issues that an address names, with its groups, as lines. */
export function useIssueView(search: IssueSearch, me: string) {
  const client = useQueryClient()
  const query = useMemo(() => listQueryOf(search, me), [search, me])
  const list = useIssueList(query)
  const column = search.group ? GROUPINGS[search.group] : GROUPINGS.status
  const counted = useQuery({
    ...groupsOptions(filtersOf(search, me), column),
    // The counts of another column would stand at the wrong heads.
    placeholderData: (before, query) =>
      query && JSON.stringify(query.queryKey).includes(`"${column}"`) ? before : undefined,
    enabled: search.group !== undefined,
  })
  const { data: page, isPlaceholderData } = list
  const groups = search.group ? counted.data : undefined
  const grouping = useMemo(
    () => ({
      groups: groups?.items,
      complete: groups?.complete ?? false,
      isCollapsed: (value: GroupValue) =>
        search.group !== undefined &&
        (search.collapsed ?? []).includes(groupName(search.group, value)),
      descending: groupsDescend(search),
      perPage: search.rowsPerPage ?? DEFAULTS.rowsPerPage,
    }),
    [groups, search],
  )
  const lines = useMemo(() => {
    if (!page) return NO_LINES
    if (!search.group) return plainLines(page.items)
    return groupedLines({ ...grouping, items: page.items, column, page: page.page })
  }, [page, grouping, column, search.group])
  const prefetchNext = useCallback(() => {
    if (page?.links.next)
      client.prefetchQuery(issueListOptions({ ...query, page: (query.page ?? 1) + 1 }))
  }, [client, page, query])
  const pageOf = useCallback((value: GroupValue) => pageOfGroup(value, grouping), [grouping])
  return {
    list,
    page,
    lines,
    /** Names the view as far as its rows go: another one has other rows. */
    key: JSON.stringify(query),
    stale: isPlaceholderData,
    prefetchNext,
    pageOf,
  }
}
