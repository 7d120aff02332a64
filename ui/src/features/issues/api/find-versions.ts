import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listVersionsOptions } from '@/api/@tanstack/react-query.gen'

/** Names of a project's versions that begin with a text. */
export function useFoundVersions(text: string, project: string, enabled: boolean) {
  return useQuery({
    ...listVersionsOptions({
      query: { q: text || undefined, issue_project: [project], per_page: 100 },
    }),
    select: ({ items }) => [...new Set(items.map((item) => item.version_name))],
    placeholderData: keepPreviousData,
    enabled,
  })
}
