import { queryClient } from '@/lib/query-client'

/** Ask anew which access tokens there are. */
export function invalidateAccessTokens(): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey: [key] }) =>
      typeof key === 'object' && key !== null && '_id' in key && key._id === 'listAccessTokens',
  })
}
