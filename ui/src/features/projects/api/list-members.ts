import { useQuery } from '@tanstack/react-query'
import { listMembersOptions } from '@/api/@tanstack/react-query.gen'

/** Who has a role in a project. */
export function useMembers(project: string) {
  return useQuery(listMembersOptions({ path: { project }, query: { per_page: 200 } }))
}
