import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getAgeingOptions } from '@/api/@tanstack/react-query.gen'

export type Since = 'creation' | 'status'

/** The open issues by age, since their creation or since they came into their status. */
export function useAgeing(project: string[] | undefined, since: Since) {
  return useQuery({
    ...getAgeingOptions({ query: { project, since } }),
    placeholderData: keepPreviousData,
  })
}
