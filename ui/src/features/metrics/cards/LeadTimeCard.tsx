import { useLeadTime } from '../api/get-lead-time'
import type { SeriesQuery } from '../period'
import { DurationCard } from './DurationCard'

/** How long issues took from their creation on. */
export function LeadTimeCard({ query }: { query: SeriesQuery }) {
  return (
    <DurationCard
      title="Lead time"
      explanation="From the creation of an issue to its resolution, by when it was resolved."
      figure="lead-time"
      asked={useLeadTime(query)}
      query={query}
    />
  )
}
