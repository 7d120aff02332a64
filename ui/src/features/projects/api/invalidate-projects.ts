import { queryClient } from '@/lib/query-client'

const OF_PROJECTS = new Set(['listProjects', 'getProject', 'listMembers', 'getUser'])

/** Ask anew for what is shown of projects and their members. */
export function invalidateProjects(): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey: [key] }) =>
      typeof key === 'object' && key !== null && '_id' in key && OF_PROJECTS.has(String(key._id)),
  })
}
