import { useQuery } from '@tanstack/react-query'
import { listActivityOptions } from '@/api/@tanstack/react-query.gen'

/** The latest of all that one may see. */
export function useLatestActivity(count: number) {
  return useQuery(listActivityOptions({ query: { per_page: count, sort: '-created_on' } }))
}
