import { queryClient } from '@/lib/query-client'

const OF_USERS = new Set(['listUsers', 'getUser'])

/** Ask anew for what is shown of people. */
export function invalidateUsers(): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey: [key] }) =>
      typeof key === 'object' && key !== null && '_id' in key && OF_USERS.has(String(key._id)),
  })
}
