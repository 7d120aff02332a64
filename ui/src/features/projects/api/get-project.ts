import { useQuery } from '@tanstack/react-query'
import { getProjectOptions } from '@/api/@tanstack/react-query.gen'

/** A project with its numbers, one's own role in it, and its latest activity. */
export function useProject(project: string, enabled = true) {
  return useQuery({ ...getProjectOptions({ path: { project } }), enabled })
}
