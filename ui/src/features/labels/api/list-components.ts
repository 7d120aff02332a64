import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listComponentsOptions } from '@/api/@tanstack/react-query.gen'

/** The components of a project whose names begin with a text, for pickers. */
export function useComponents(project: string, text: string, enabled: boolean) {
  return useQuery({
    ...listComponentsOptions({
      query: { issue_project: [project], q: text || undefined, per_page: 100 },
    }),
    select: (page) => page.items.map((item) => item.component_name),
    placeholderData: keepPreviousData,
    enabled,
  })
}
