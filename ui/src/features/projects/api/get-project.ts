import { useQuery } from '@tanstack/react-query'
import { getProjectOptions } from '@/api/@tanstack/react-query.gen'

/** The options of one project with its numbers, by its key. */
export function projectOptions(key: string) {
  return getProjectOptions({ path: { project: key } })
}

/** A project with its numbers and what one may do in it. */
export function useProject(key: string, enabled = true) {
  return useQuery({ ...projectOptions(key), enabled })
}
