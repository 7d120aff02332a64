import { useQuery } from '@tanstack/react-query'
import { listAccessTokensOptions } from '@/api/@tanstack/react-query.gen'

/** The access tokens that one's programs use. */
export function useAccessTokens() {
  return useQuery(listAccessTokensOptions({ query: { per_page: 200, sort: '-created_on' } }))
}
