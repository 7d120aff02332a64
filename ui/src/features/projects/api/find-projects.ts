import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listProjectsOptions } from '@/api/@tanstack/react-query.gen'

/** Projects that are not archived and whose key or name holds a text, for pickers. */
export function useFoundProjects(text: string, enabled = true, most = 50) {
  return useQuery({
    ...listProjectsOptions({ query: { q: text || undefined, archived: 'false', per_page: most } }),
    placeholderData: keepPreviousData,
    enabled,
  })
}
