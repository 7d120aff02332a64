import { Suspense } from 'react'
import { csvHref } from '../api/csv'
import { useCreatedResolved } from '../api/get-created-resolved'
import { ChartCard, ChartSkeleton } from '../ChartCard'
import { LazyTimeChart } from '../charts/LazyTimeChart'
import { count } from '../figures'
import { Legend } from '../Legend'
import { type SeriesQuery, stepName, stepTitle } from '../period'

const PARTS = [
  { name: 'created', label: 'Created', color: 'var(--accent)' },
  { name: 'resolved', label: 'Resolved', color: 'var(--status-done)' },
]
const HEIGHT = 240

/** Issues created beside issues resolved. */
export function CreatedResolvedCard({ query }: { query: SeriesQuery }) {
  const asked = useCreatedResolved(query)
  return (
    <ChartCard
      title="Created and resolved"
      explanation="When more is created than resolved, the backlog grows."
      asked={asked}
      height={HEIGHT}
      isEmpty={(data) => data.created + data.resolved === 0}
      above={(data) => (
        <Legend
          label="Created and resolved, legend"
          items={
            data // not before: the names would move when the figures come
              ? PARTS.map((part) => ({
                  ...part,
                  label: `${part.label} ${count(part.name === 'created' ? data.created : data.resolved)}`,
                }))
              : []
          }
        />
      )}
      rows={(data) => data.items}
      keyOf={(row) => row.from}
      columns={[
        { key: 'from', head: 'When', cell: (row) => stepTitle(row.from, row.to, query.interval) },
        { key: 'created', head: 'Created', align: 'end', cell: (row) => count(row.created) },
        { key: 'resolved', head: 'Resolved', align: 'end', cell: (row) => count(row.resolved) },
      ]}
      csv={csvHref('created-resolved', query)}
    >
      {(data) => (
        <Suspense fallback={<ChartSkeleton />}>
          <LazyTimeChart
            kind="bars"
            label={`${count(data.created)} issues created, ${count(data.resolved)} resolved`}
            height={HEIGHT}
            parts={PARTS}
            format={count}
            rows={data.items.map((step) => ({
              name: stepName(step.from, query.interval),
              title: stepTitle(step.from, step.to, query.interval),
              created: step.created,
              resolved: step.resolved,
            }))}
          />
        </Suspense>
      )}
    </ChartCard>
  )
}
