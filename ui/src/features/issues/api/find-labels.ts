import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listLabelsOptions } from '@/api/@tanstack/react-query.gen'

/** Names of labels that begin with a text, in some projects or in all. */
export function useFoundLabels(text: string, projects: readonly string[], enabled: boolean) {
  return useQuery({
    ...listLabelsOptions({
      query: {
        q: text || undefined,
        issue_project: projects.length > 0 ? [...projects] : undefined,
        per_page: 100,
      },
    }),
    select: ({ items }) => [...new Set(items.map((label) => label.label_name))],
    placeholderData: keepPreviousData,
    enabled,
  })
}
