import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listVersionsOptions } from '@/api/@tanstack/react-query.gen'

/** The versions of a project whose names begin with a text, for pickers. */
export function useVersions(project: string, text: string, enabled: boolean) {
  return useQuery({
    ...listVersionsOptions({
      query: { issue_project: [project], q: text || undefined, per_page: 100 },
    }),
    select: (page) => page.items.map((item) => item.version_name),
    placeholderData: keepPreviousData,
    enabled,
  })
}
