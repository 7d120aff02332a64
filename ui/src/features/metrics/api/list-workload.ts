import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listWorkloadOptions } from '@/api/@tanstack/react-query.gen'

/** Who has how many open issues, the most first: the first hundred of them. */
export function useWorkload(project: string[] | undefined) {
  return useQuery({
    ...listWorkloadOptions({ query: { project, per_page: 100 } }),
    placeholderData: keepPreviousData,
  })
}
