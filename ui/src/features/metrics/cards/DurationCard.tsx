import { Skeleton } from '@mantine/core'
import { Suspense } from 'react'
import type { Durations } from '@/api/types.gen'
import { csvHref } from '../api/csv'
import { type Asked, ChartCard, ChartSkeleton } from '../ChartCard'
import { Columns } from '../charts/Columns'
import { LazyTimeChart } from '../charts/LazyTimeChart'
import { binName, binStart, count, inDays, length } from '../figures'
import { type SeriesQuery, stepName, stepTitle } from '../period'
import classes from './DurationCard.module.css'

const PARTS = [
  { name: 'p50', label: '50 %', color: 'var(--accent)' },
  { name: 'p85', label: '85 %', color: 'var(--status-under-review)', dashed: true },
  { name: 'p95', label: '95 %', color: 'var(--status-on-hold)', dashed: true },
] as const
const HEIGHT = 330
const CHART = 200

interface Props {
  title: string
  explanation: string
  figure: 'lead-time' | 'cycle-time'
  asked: Asked<Durations>
  query: SeriesQuery
}

/** How long issues took: percentiles over time, and how many took how long. */
export function DurationCard({ title, explanation, figure, asked, query }: Props) {
  return (
    <ChartCard
      title={title}
      explanation={explanation}
      asked={asked}
      height={HEIGHT}
      isEmpty={(data) => data.total.issues === 0}
      emptyText="No issue was resolved in this period."
      above={(data) => (
        <dl className={classes.numbers}>
          {PARTS.map((part) => (
            <div key={part.name} className={classes.number}>
              <dt>
                <span
                  aria-hidden
                  className={classes.line}
                  data-dashed={'dashed' in part || undefined}
                  style={{ color: part.color }}
                />
                {part.label} took at most
              </dt>
              <dd>
                {data ? length(data.total[part.name]) : <Skeleton height={16} width={60} my={3} />}
              </dd>
            </div>
          ))}
        </dl>
      )}
      rows={(data) => data.items}
      keyOf={(row) => row.from}
      columns={[
        { key: 'from', head: 'When', cell: (row) => stepTitle(row.from, row.to, query.interval) },
        { key: 'issues', head: 'Issues', align: 'end', cell: (row) => count(row.issues) },
        ...PARTS.map((part) => ({
          key: part.name,
          head: part.label,
          align: 'end' as const,
          cell: (row: Durations['items'][number]) => length(row[part.name]),
        })),
        { key: 'mean', head: 'Mean', align: 'end', cell: (row) => length(row.mean) },
      ]}
      csv={csvHref(figure, query)}
    >
      {(data) => (
        <>
          <Suspense
            fallback={
              <div style={{ height: CHART }}>
                <ChartSkeleton />
              </div>
            }
          >
            <LazyTimeChart
              kind="lines"
              label={`${title}: ${PARTS.map(
                (part) =>
                  `${part.label} of ${count(data.total.issues)} issues took at most ${length(data.total[part.name])}`,
              ).join(', ')}`}
              height={CHART}
              parts={PARTS}
              format={(days) => length(days * 86_400_000)}
              axis={(days) => `${days.toLocaleString('en')} d`}
              rows={data.items.map((step) => ({
                name: stepName(step.from, query.interval),
                title: stepTitle(step.from, step.to, query.interval),
                p50: inDays(step.p50),
                p85: inDays(step.p85),
                p95: inDays(step.p95),
              }))}
            />
          </Suspense>
          <h4 className={classes.how}>How many took how long</h4>
          <div className={classes.histogram}>
            <Columns
              label={`${title}: how many issues took how long`}
              color="var(--accent)"
              items={data.histogram.map((bin) => ({
                key: String(bin.least),
                label: binName(bin.least, bin.below),
                short: binStart(bin.least),
                value: bin.issues,
              }))}
            />
          </div>
        </>
      )}
    </ChartCard>
  )
}
