import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getCycleTimeOptions } from '@/api/@tanstack/react-query.gen'
import type { SeriesQuery } from '../period'

/** How long issues took from their first time in progress to their resolution. */
export function useCycleTime(query: SeriesQuery) {
  return useQuery({ ...getCycleTimeOptions({ query }), placeholderData: keepPreviousData })
}
