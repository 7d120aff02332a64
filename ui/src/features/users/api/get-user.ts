import { useQuery } from '@tanstack/react-query'
import { getUserOptions } from '@/api/@tanstack/react-query.gen'

/** A person with his numbers, projects and latest activity. */
export function useUser(username: string) {
  return useQuery(getUserOptions({ path: { username } }))
}
