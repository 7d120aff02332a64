import { queryClient } from '@/lib/query-client'

/** Ask anew which sessions there are. */
export function invalidateSessions(): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey: [key] }) =>
      typeof key === 'object' && key !== null && '_id' in key && key._id === 'listSessions',
  })
}
