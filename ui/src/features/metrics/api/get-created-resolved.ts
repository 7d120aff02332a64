import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getCreatedResolvedOptions } from '@/api/@tanstack/react-query.gen'
import type { SeriesQuery } from '../period'

/** Issues created and resolved over time. */
export function useCreatedResolved(query: SeriesQuery) {
  return useQuery({ ...getCreatedResolvedOptions({ query }), placeholderData: keepPreviousData })
}
