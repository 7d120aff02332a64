import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { AgeingBin } from '@/api/types.gen'
import { IssueLine } from '@/components/IssueLine'
import { UserAvatar } from '@/components/UserAvatar'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { csvHref } from '../api/csv'
import { type Since, useAgeing } from '../api/get-ageing'
import { ChartCard } from '../ChartCard'
import { Bars } from '../charts/Bars'
import { binName, count, length } from '../figures'
import { OPEN_STATUSES, partsOf, statusColumns } from '../statuses'
import classes from './AgeingCard.module.css'

const HEIGHT = 300
const NARROW_HEIGHT = 640
const SINCE: { value: Since; label: string }[] = [
  { value: 'creation', label: 'Since creation' },
  { value: 'status', label: 'In their status' },
]

/** The open issues by age, and the oldest of them. */
export function AgeingCard({ project }: { project: string[] | undefined }) {
  const [since, setSince] = useState<Since>('creation')
  const asked = useAgeing(project, since)
  return (
    <ChartCard
      wide
      title="Ageing work"
      explanation={
        since === 'creation'
          ? 'Open issues by how long ago they were created.'
          : 'Open issues by how long they have been in the status that they have.'
      }
      asked={asked}
      height={HEIGHT}
      narrowHeight={NARROW_HEIGHT}
      isEmpty={(data) => data.issues === 0}
      emptyText="No issue is open."
      above={(data) => (
        <div className={classes.choice}>
          <SegmentedControl
            size="xs"
            aria-label="Age"
            data={SINCE}
            value={since}
            onChange={(value) => setSince(value === 'status' ? 'status' : 'creation')}
          />
          <span className={classes.median}>
            {data ? `Median ${length(data.median)} of ${count(data.issues)} issues` : ''}
          </span>
        </div>
      )}
      rows={(data) => data.items}
      keyOf={(row) => row.least}
      columns={[
        { key: 'age', head: 'Age', cell: (row) => binName(row.least, row.below) },
        { key: 'issues', head: 'Issues', align: 'end', cell: (row) => count(row.issues) },
        ...statusColumns<AgeingBin>(OPEN_STATUSES, (row) => row.issues_by_status),
      ]}
      csv={csvHref('ageing', { project, since })}
    >
      {(data) => (
        <div className={classes.columns}>
          <div className={classes.bars}>
            <Bars
              label="Open issues by age"
              bars={data.items.map((bin) => ({
                key: String(bin.least),
                label: binName(bin.least, bin.below),
                value: bin.issues,
                parts: partsOf(bin.issues_by_status),
              }))}
            />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard */}
          <section className={classes.oldest} tabIndex={0} aria-label="The oldest open issues">
            <h4 className={classes.heading}>The oldest</h4>
            {data.oldest.map((issue) => (
              <IssueLine
                key={issue.issue_name}
                ticket={issue.issue_name}
                summary={issue.issue_summary}
                before={<StatusIcon status={issue.issue_status} />}
                after={
                  <>
                    <UserAvatar name={issue.issue_assigned_to} size={18} />
                    <span className={classes.age}>{length(issue.age)}</span>
                  </>
                }
              />
            ))}
          </section>
        </div>
      )}
    </ChartCard>
  )
}
