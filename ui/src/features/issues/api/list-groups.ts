import { queryOptions } from '@tanstack/react-query'
import { listIssueGroupsQueryKey } from '@/api/@tanstack/react-query.gen'
import { listIssueGroups } from '@/api/sdk.gen'
import type { IssueGroup, ListIssueGroupsData } from '@/api/types.gen'
import type { IssueFilterQuery } from '../search'

export type GroupColumn = ListIssueGroupsData['query']['group_by']

export interface Groups {
  items: IssueGroup[]
  /** False where there are too many groups to ask for them all: the largest are here. */
  complete: boolean
}

const PER_PAGE = 200
const MOST_PAGES = 5

/** The options of a query for the groups of a filter's issues, the largest first. */
export function groupsOptions(filters: IssueFilterQuery, column: GroupColumn) {
  const query = { ...filters, group_by: column, per_page: PER_PAGE }
  return queryOptions({
    queryKey: [...listIssueGroupsQueryKey({ query }), 'all pages'],
    queryFn: async ({ signal }): Promise<Groups> => {
      const first = await listIssueGroups({ query, signal, throwOnError: true })
      const { total } = first.data
      const pages = Math.min(MOST_PAGES, Math.ceil(total / PER_PAGE))
      const others = await Promise.all(
        Array.from({ length: Math.max(0, pages - 1) }, (_, place) =>
          listIssueGroups({ query: { ...query, page: place + 2 }, signal, throwOnError: true }),
        ),
      )
      const items = [first, ...others].flatMap((answer) => answer.data.items)
      return { items, complete: items.length >= total }
    },
  })
}
