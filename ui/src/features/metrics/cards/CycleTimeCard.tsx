import { useCycleTime } from '../api/get-cycle-time'
import type { SeriesQuery } from '../period'
import { DurationCard } from './DurationCard'

/** How long issues took once they were begun. */
export function CycleTimeCard({ query }: { query: SeriesQuery }) {
  return (
    <DurationCard
      title="Cycle time"
      explanation="From the first time in progress to the resolution, by when it was resolved."
      figure="cycle-time"
      asked={useCycleTime(query)}
      query={query}
    />
  )
}
