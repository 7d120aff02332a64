import { useQuery } from '@tanstack/react-query'
import { listSessionsOptions } from '@/api/@tanstack/react-query.gen'

/** Where one is signed in. */
export function useSessions() {
  return useQuery(listSessionsOptions({ query: { per_page: 200 } }))
}
