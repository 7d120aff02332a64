import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listProjectsOptions } from '@/api/@tanstack/react-query.gen'
import type { ListProjectsData } from '@/api/types.gen'

/** A page of projects. */
export function useProjectList(query: NonNullable<ListProjectsData['query']>, enabled = true) {
  return useQuery({
    ...listProjectsOptions({ query }),
    placeholderData: keepPreviousData,
    enabled,
  })
}

/** The options of a query for projects whose key or name holds a text, for pickers. */
export function projectsOptions(text: string) {
  return listProjectsOptions({ query: { q: text || undefined, per_page: 50 } })
}
