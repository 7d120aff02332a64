import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
} from '@tanstack/react-query'
import { listIssuesQueryKey } from '@/api/@tanstack/react-query.gen'
import { listIssues } from '@/api/sdk.gen'
import type { IssueListQuery, IssueRows } from './list-issues'

/** Cards that come with one request. */
const PAGE = 50
/** More pages than these are not all asked for again just because the window got the focus. */
const MOST_RENEWED = 4

/** What is cached of a board's column: pages of a list, as every other list of issues. */
export type ColumnData = InfiniteData<IssueRows>

/** The options of a column's cards, page after page by cursor. */
export function boardColumnOptions(query: IssueListQuery) {
  const asked = { ...query, per_page: PAGE }
  const [key] = listIssuesQueryKey({ query: asked })
  return infiniteQueryOptions({
    queryKey: [{ ...key, _infinite: true }] as const,
    queryFn: async ({ pageParam, signal }) => {
      const { data } = await listIssues({
        query: { ...asked, cursor: pageParam },
        signal,
        throwOnError: true,
      })
      return data as IssueRows // `fields` was not used: no column is missing
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ links }) =>
      links.next
        ? (new URLSearchParams(links.next.split('?')[1]).get('cursor') ?? undefined)
        : undefined,
  })
}

/** The cards of a column. Those of other filters stay while the new ones come. */
export function useBoardColumn(query: IssueListQuery) {
  return useInfiniteQuery({
    ...boardColumnOptions(query),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= MOST_RENEWED,
  })
}
