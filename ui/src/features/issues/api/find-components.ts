import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listComponentsOptions } from '@/api/@tanstack/react-query.gen'

/** Names of a project's components that begin with a text. */
export function useFoundComponents(text: string, project: string, enabled: boolean) {
  return useQuery({
    ...listComponentsOptions({
      query: { q: text || undefined, issue_project: [project], per_page: 100 },
    }),
    select: ({ items }) => [...new Set(items.map((item) => item.component_name))],
    placeholderData: keepPreviousData,
    enabled,
  })
}
