import { useInfiniteQuery } from '@tanstack/react-query'
import { listImports } from '@/api/sdk.gen'
import { queryClient } from '@/lib/query-client'
import { isUnfinished } from './get-import'

const KEY = ['listImports', 'pages'] as const
const LOOK_MS = 5000

/** The import jobs, newest first, a page at a time. */
export function useImports() {
  return useInfiniteQuery({
    queryKey: KEY,
    queryFn: async ({ pageParam, signal }) => {
      const query = { page: pageParam, per_page: 20 }
      const { data } = await listImports({ query, signal, throwOnError: true })
      return data
    },
    initialPageParam: 1,
    getNextPageParam: (last) => (last.links.next ? last.page + 1 : undefined),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) =>
        items.some(({ import_status }) => isUnfinished(import_status)),
      )
        ? LOOK_MS
        : false,
  })
}

/** Have the list asked for again: a job came, or has ended. */
export function renewImports(): void {
  queryClient.invalidateQueries({ queryKey: KEY })
}
