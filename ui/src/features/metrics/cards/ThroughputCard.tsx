import { Suspense } from 'react'
import { csvHref } from '../api/csv'
import { useThroughput } from '../api/get-throughput'
import { ChartCard, ChartSkeleton } from '../ChartCard'
import { LazyTimeChart } from '../charts/LazyTimeChart'
import { count, rate } from '../figures'
import { Legend } from '../Legend'
import { type SeriesQuery, stepName, stepTitle } from '../period'

const PARTS = [
  { name: 'issues', label: 'Issues', color: 'var(--status-done)' },
  { name: 'story_points', label: 'Story points', color: 'var(--status-under-review)' },
]
const HEIGHT = 240

/** How much was resolved. */
export function ThroughputCard({ query }: { query: SeriesQuery }) {
  const asked = useThroughput(query)
  return (
    <ChartCard
      title="Throughput"
      explanation="What was resolved, in issues and in their story points."
      asked={asked}
      height={HEIGHT}
      isEmpty={(data) => data.issues === 0}
      above={(data) => (
        <Legend
          label="Throughput, legend"
          items={
            data // not before: the names would move when the figures come
              ? PARTS.map((part) => ({
                  ...part,
                  label:
                    part.name === 'issues'
                      ? `Issues ${count(data.issues)}, ${rate(data.per_week)} a week`
                      : `Story points ${count(data.story_points)}`,
                }))
              : []
          }
        />
      )}
      rows={(data) => data.items}
      keyOf={(row) => row.from}
      columns={[
        { key: 'from', head: 'When', cell: (row) => stepTitle(row.from, row.to, query.interval) },
        { key: 'issues', head: 'Issues', align: 'end', cell: (row) => count(row.issues) },
        {
          key: 'points',
          head: 'Story points',
          align: 'end',
          cell: (row) => count(row.story_points),
        },
      ]}
      csv={csvHref('throughput', query)}
    >
      {(data) => (
        <Suspense fallback={<ChartSkeleton />}>
          <LazyTimeChart
            kind="bars"
            label={`${count(data.issues)} issues resolved, ${rate(data.per_week)} a week`}
            height={HEIGHT}
            parts={PARTS}
            format={count}
            rows={data.items.map((step) => ({
              name: stepName(step.from, query.interval),
              title: stepTitle(step.from, step.to, query.interval),
              issues: step.issues,
              story_points: step.story_points,
            }))}
          />
        </Suspense>
      )}
    </ChartCard>
  )
}
