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
