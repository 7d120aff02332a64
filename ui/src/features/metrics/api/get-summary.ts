import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getSummaryOptions } from '@/api/@tanstack/react-query.gen'
import type { PeriodQuery } from '../period'

/** The most important numbers of a time beside those of the time before. */
export function useSummary(query: PeriodQuery) {
  return useQuery({ ...getSummaryOptions({ query }), placeholderData: keepPreviousData })
}
