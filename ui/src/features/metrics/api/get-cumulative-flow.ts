import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getCumulativeFlowOptions } from '@/api/@tanstack/react-query.gen'
import type { SeriesQuery } from '../period'

/** Where all issues stood over time. */
export function useCumulativeFlow(query: SeriesQuery) {
  return useQuery({ ...getCumulativeFlowOptions({ query }), placeholderData: keepPreviousData })
}
