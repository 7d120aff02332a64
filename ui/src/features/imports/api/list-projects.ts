import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listProjectsOptions } from '@/api/@tanstack/react-query.gen'

/** Projects whose keys or names hold a text, for a picker. */
export function useProjectChoices(text: string, enabled: boolean) {
  return useQuery({
    ...listProjectsOptions({ query: { q: text || undefined, per_page: 50 } }),
    placeholderData: keepPreviousData,
    enabled,
  })
}
