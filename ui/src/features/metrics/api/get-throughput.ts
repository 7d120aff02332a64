import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getThroughputOptions } from '@/api/@tanstack/react-query.gen'
import type { SeriesQuery } from '../period'

/** What was resolved over time. */
export function useThroughput(query: SeriesQuery) {
  return useQuery({ ...getThroughputOptions({ query }), placeholderData: keepPreviousData })
}
