import { type InfiniteData, infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { listIssueActivityQueryKey } from '@/api/@tanstack/react-query.gen'
import { listIssueActivity } from '@/api/sdk.gen'
import { type ActivityRead, ActivityType, type PageActivityRead } from '@/api/types.gen'
import { queryClient } from '@/lib/query-client'

/** Which rows of a history: all of them, what people wrote, or what changed. */
export type HistoryKind = 'all' | 'comments' | 'changes'

const KINDS: Readonly<Record<HistoryKind, string[] | undefined>> = {
  all: undefined,
  comments: ['COMMENT'],
  changes: ['!COMMENT'],
}
/** Rows that come first, and with each request for what is earlier. */
const FIRST = 50
const MORE = 60
const MOST_NEW = 100
const SORT = '-created_on,-id'

type History = InfiniteData<PageActivityRead, string | undefined>

/** Whether a row is one of a kind of history. */
export function isOfKind(row: ActivityRead, kind: HistoryKind): boolean {
  if (kind === 'all') return true
  return (row.activity_type === ActivityType.COMMENT) === (kind === 'comments')
}

/** The options of an issue's history, page by page from the newest row to the oldest. */
export function historyOptions(ticket: string, kind: HistoryKind) {
  const query = { sort: SORT, activity_type: KINDS[kind] }
  return infiniteQueryOptions({
    queryKey: [...listIssueActivityQueryKey({ path: { ticket }, query }), 'pages'] as const,
    queryFn: async ({ pageParam, signal }) => {
      const { data } = await listIssueActivity({
        path: { ticket },
        query: { ...query, per_page: pageParam ? MORE : FIRST, cursor: pageParam },
        signal,
        throwOnError: true,
      })
      return data
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: PageActivityRead) => cursorOf(page.links.next),
  })
}

function cursorOf(link: string | null): string | undefined {
  return link === null
    ? undefined
    : (new URL(link, location.origin).searchParams.get('cursor') ?? undefined)
}

/**
 * The history of an issue, oldest row first, from the newest page on; `earlier` says how many rows
 * are not loaded yet. Once all is here, the kinds are sorted out without asking again.
 */
export function useHistory(ticket: string, kind: HistoryKind, enabled = true) {
  const known = queryClient.getQueryData<History>(historyOptions(ticket, 'all').queryKey)
  const complete = known !== undefined && known.pages.at(-1)?.links.next === null
  const query = useInfiniteQuery({ ...historyOptions(ticket, complete ? 'all' : kind), enabled })
  const { data } = query
  const rows = useMemo(() => {
    const newestFirst = data?.pages.flatMap((page) => page.items) ?? []
    return newestFirst.filter((row) => isOfKind(row, kind)).reverse()
  }, [data, kind])
  const loaded = data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0
  const earlier = query.hasNextPage ? Math.max(1, (data?.pages[0]?.total ?? 0) - loaded) : 0
  return { ...query, rows, earlier }
}

interface Keyed {
  queryKey: readonly unknown[]
}

/** Whether a cached answer is a history that is kept page by page. */
export function isHistory({ queryKey }: Keyed): boolean {
  const [key, pages] = queryKey as [{ _id?: string }?, string?]
  return pages === 'pages' && key?._id === 'listIssueActivity'
}

function isHistoryOf(ticket: string) {
  return (query: Keyed) => {
    const [key] = query.queryKey as [{ path?: { ticket?: string } }?]
    return isHistory(query) && key?.path?.ticket === ticket
  }
}

/** The kind that a cached history was asked for, by its key. */
function kindOf(queryKey: readonly unknown[]): HistoryKind {
  const [key] = queryKey as [{ query?: { activity_type?: string[] } }?]
  const type = key?.query?.activity_type?.[0]
  return type === undefined ? 'all' : type.startsWith('!') ? 'changes' : 'comments'
}

function changeHistories(ticket: string, change: (data: History, kind: HistoryKind) => History) {
  for (const query of queryClient.getQueryCache().findAll({ predicate: isHistoryOf(ticket) })) {
    const data = query.state.data as History | undefined
    if (data) queryClient.setQueryData(query.queryKey, change(data, kindOf(query.queryKey)))
  }
}

/** Put rows into the cached histories of an issue, or in place of their older state. */
export function putRows(ticket: string, rows: readonly ActivityRead[]): void {
  changeHistories(ticket, (data, kind) => {
    const fitting = new Map(rows.filter((row) => isOfKind(row, kind)).map((row) => [row.id, row]))
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.map((row) => {
        const newer = fitting.get(row.id)
        fitting.delete(row.id)
        return newer ?? row
      }),
    }))
    const [first, ...rest] = pages
    if (!first || fitting.size === 0) return { ...data, pages }
    const items = [...fitting.values(), ...first.items].sort(
      (a, b) => b.created_on - a.created_on || b.id - a.id,
    )
    return { ...data, pages: [{ ...first, items, total: first.total + fitting.size }, ...rest] }
  })
}

/** Take a row out of the cached histories of an issue. */
export function dropRow(ticket: string, id: number): void {
  changeHistories(ticket, (data) => {
    const has = data.pages.some((page) => page.items.some((row) => row.id === id))
    if (!has) return data
    const pages = data.pages.map((page) => ({
      ...page,
      total: page.total - 1,
      items: page.items.filter((row) => row.id !== id),
    }))
    return { ...data, pages }
  })
}

/** Fetch what happened to an issue since the newest row that is cached; not the pages again. */
export async function refreshHistory(ticket: string): Promise<void> {
  const queries = queryClient.getQueryCache().findAll({ predicate: isHistoryOf(ticket) })
  for (const query of queries) {
    const newest = (query.state.data as History | undefined)?.pages[0]?.items[0]
    if (!query.isActive() || !newest) {
      queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true })
      continue
    }
    try {
      const { data } = await listIssueActivity({
        path: { ticket },
        query: { sort: SORT, per_page: MOST_NEW, created_from: newest.created_on },
        throwOnError: true,
      })
      if (data.links.next === null) putRows(ticket, data.items)
      else queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true })
    } catch {
      // What is shown stays true, only not the newest: the next look asks again.
      queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true, refetchType: 'none' })
    }
  }
}
