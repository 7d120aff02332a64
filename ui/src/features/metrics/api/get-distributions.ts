import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getDistributionsOptions } from '@/api/@tanstack/react-query.gen'

/** Issues as they are now by type, priority, status, resolution and story points. */
export function useDistributions(project: string[] | undefined) {
  return useQuery({
    ...getDistributionsOptions({ query: { project } }),
    placeholderData: keepPreviousData,
  })
}
