import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listLabelsOptions } from '@/api/@tanstack/react-query.gen'

/** The labels of a project whose names begin with a text, for pickers. */
export function useLabels(project: string, text: string, enabled: boolean) {
  return useQuery({
    ...listLabelsOptions({
      query: { issue_project: [project], q: text || undefined, per_page: 100 },
    }),
    select: (page) => page.items.map((item) => item.label_name),
    placeholderData: keepPreviousData,
    enabled,
  })
}
