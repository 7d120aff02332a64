import { Suspense, useState } from 'react'
import { type CumulativeFlow, IssueStatus } from '@/api/types.gen'
import { CLOSED, labelOf } from '@/features/enumerations/labels'
import { StatusIcon, statusColor } from '@/features/enumerations/StatusIcon'
import { csvHref } from '../api/csv'
import { useCumulativeFlow } from '../api/get-cumulative-flow'
import { ChartCard, ChartSkeleton } from '../ChartCard'
import { LazyTimeChart } from '../charts/LazyTimeChart'
import { count } from '../figures'
import { Legend } from '../Legend'
import { type SeriesQuery, stepName, stepTitle } from '../period'
import { STATUSES, statusColumns } from '../statuses'

const HEIGHT = 300
/** Where the closed issues are so many times the open ones, the latter would be a thin line. */
const TOO_MANY_CLOSED = 4

/** Where all issues stood at the end of each step. */
export function CumulativeFlowCard({ query }: { query: SeriesQuery }) {
  const asked = useCumulativeFlow(query)
  const [chosen, setChosen] = useState<string[] | null>(null)
  const shown = statusesIn(asked.data)
  const hidden = chosen ?? (closedOutweigh(asked.data) ? CLOSED.map(String) : [])
  const parts = shown
    .filter((status) => !hidden.includes(String(status)))
    // From the bottom: what is done, then what comes before it.
    .reverse()
    .map((status) => ({
      name: String(status),
      label: labelOf(IssueStatus, status),
      color: statusColor(status),
    }))
  return (
    <ChartCard
      wide
      title="Cumulative flow"
      explanation="How many issues had each status at the end of each step; a band that widens is where work waits."
      asked={asked}
      height={HEIGHT}
      isEmpty={() => shown.length === 0}
      above={() => (
        <Legend
          label="Statuses shown"
          hidden={hidden}
          onToggle={(name) =>
            setChosen(
              hidden.includes(name) ? hidden.filter((item) => item !== name) : [...hidden, name],
            )
          }
          items={shown.map((status) => ({
            name: String(status),
            label: labelOf(IssueStatus, status),
            color: statusColor(status),
            icon: (
              <span aria-hidden>
                <StatusIcon status={status} size={12} />
              </span>
            ),
          }))}
        />
      )}
      rows={(data) => data.items}
      keyOf={(row) => row.from}
      columns={[
        { key: 'from', head: 'When', cell: (row) => stepTitle(row.from, row.to, query.interval) },
        ...statusColumns<CumulativeFlow['items'][number]>(shown, (row) => row.issues_by_status),
      ]}
      csv={csvHref('cumulative-flow', query)}
    >
      {(data) => (
        <Suspense fallback={<ChartSkeleton />}>
          <LazyTimeChart
            kind="areas"
            label={`Issues by status; at the end ${lastOf(data)}`}
            height={HEIGHT}
            parts={parts}
            format={count}
            rows={data.items.map((step) => ({
              name: stepName(step.from, query.interval),
              title: stepTitle(step.from, step.to, query.interval),
              ...step.issues_by_status,
            }))}
          />
        </Suspense>
      )}
    </ChartCard>
  )
}

/** The statuses that any issue had, in the order of work. */
function statusesIn(data: CumulativeFlow | undefined): number[] {
  return STATUSES.filter((status) =>
    data?.items.some((step) => (step.issues_by_status[status] ?? 0) > 0),
  )
}

function closedOutweigh(data: CumulativeFlow | undefined): boolean {
  const first = data?.items[0]?.issues_by_status ?? {}
  const sum = (statuses: readonly number[]) =>
    statuses.reduce((all, status) => all + (first[status] ?? 0), 0)
  const open = sum(STATUSES.filter((status) => !CLOSED.includes(status)))
  return open > 0 && sum(CLOSED) > TOO_MANY_CLOSED * open
}

function lastOf(data: CumulativeFlow): string {
  const last = data.items.at(-1)?.issues_by_status ?? {}
  return STATUSES.filter((status) => (last[status] ?? 0) > 0)
    .map((status) => `${labelOf(IssueStatus, status)} ${count(last[status] ?? 0)}`)
    .join(', ')
}
