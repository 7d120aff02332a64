import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getLeadTimeOptions } from '@/api/@tanstack/react-query.gen'
import type { SeriesQuery } from '../period'

/** How long issues took from their creation to their resolution. */
export function useLeadTime(query: SeriesQuery) {
  return useQuery({ ...getLeadTimeOptions({ query }), placeholderData: keepPreviousData })
}
