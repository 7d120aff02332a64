import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { type IssueFlow, IssueStatus } from '@/api/types.gen'
import { ErrorState } from '@/components/ErrorState'
import { SkeletonRows } from '@/components/SkeletonRows'
import { Table } from '@/components/Table'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { labelOf } from '@/features/enumerations/labels'
import { StatusIcon, statusColor } from '@/features/enumerations/StatusIcon'
import { dateTime, duration } from '@/lib/time'
import { type FlowAnswer, useFlow } from './api/get-flow'
import classes from './Flow.module.css'
import { FlowDiagram } from './FlowDiagram'
import { fieldName, linesOf, marksOf } from './marks'

const VIEWS = [
  { value: 'diagram', label: 'Diagram' },
  { value: 'table', label: 'Table' },
]

/** What became of an issue over time: where it stood, who had it, and what happened. */
export function Flow({ ticket }: { ticket: string }) {
  const { data, error, refetch, isPlaceholderData } = useFlow(ticket)
  if (error && (!data || isPlaceholderData)) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <SkeletonRows rows={7} label="Loading the flow" />
  return <Shown answer={data} />
}

function Shown({ answer }: { answer: FlowAnswer }) {
  const { flow, rows, isCut } = answer
  const [view, setView] = useState('diagram')
  const marks = useMemo(() => marksOf(rows), [rows])
  return (
    <div className={classes.flow}>
      <div className={classes.head}>
        <dl className={classes.numbers}>
          {[
            { label: 'Age', value: flow.age },
            { label: 'Lead time', value: flow.lead_time },
            { label: 'Cycle time', value: flow.cycle_time },
          ].map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value === null ? 'not yet' : duration(value)}</dd>
            </div>
          ))}
        </dl>
        <SegmentedControl
          size="xs"
          aria-label="Show the flow as"
          data={VIEWS}
          value={view}
          onChange={setView}
        />
      </div>
      {view === 'diagram' ? (
        <FlowDiagram flow={flow} marks={marks} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard
        <section className={classes.table} tabIndex={0} aria-label="Flow, table">
          <Table
            label={`Flow of ${flow.issue_name}`}
            rows={linesOf(flow, marks)}
            keyOf={(line) => line.key}
            columns={[
              { key: 'at', head: 'When', cell: (line) => dateTime(line.at) },
              { key: 'what', head: 'What', cell: (line) => line.what },
              { key: 'by', head: 'Who', cell: (line) => line.by ?? '–' },
              {
                key: 'lasted',
                head: 'How long',
                align: 'end',
                cell: (line) =>
                  line.lasted === null
                    ? ''
                    : `${duration(line.lasted)}${line.goesOn ? ' so far' : ''}`,
              },
            ]}
          />
        </section>
      )}
      {isCut && (
        <p className={classes.note}>Only the first {rows.length} rows of the history are shown.</p>
      )}
      <Totals flow={flow} />
    </div>
  )
}

function Totals({ flow }: { flow: IssueFlow }) {
  const { statuses, assignees, fields } = flow.totals
  return (
    <div className={classes.totals}>
      <section>
        <h3 className={classes.heading}>Time by status</h3>
        <ul className={classes.list}>
          {statuses.map((item) => (
            <li key={item.issue_status} className={classes.line}>
              <span aria-hidden className={classes.icon}>
                <StatusIcon status={item.issue_status} size={13} />
              </span>
              <span className={classes.name}>{labelOf(IssueStatus, item.issue_status)}</span>
              <Spent {...item} of={flow.age} color={statusColor(item.issue_status)} />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className={classes.heading}>Time by assignee</h3>
        <ul className={classes.list}>
          {assignees.map((item) => (
            <li key={item.issue_assigned_to ?? ''} className={classes.line}>
              <UserAvatar name={item.issue_assigned_to} size={16} decorative />
              <span className={classes.name} title={item.issue_assigned_to ?? undefined}>
                {item.issue_assigned_to ?? 'Nobody'}
              </span>
              <Spent {...item} of={flow.age} color="var(--accent)" />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className={classes.heading}>Changes by field</h3>
        {fields.length === 0 && <p className={classes.note}>No field has changed.</p>}
        <ul className={classes.list}>
          {fields.map((item) => (
            <li key={item.field} className={classes.line}>
              <span className={classes.name}>{fieldName(item.field)}</span>
              <span className={classes.times}>
                last <Time at={item.last_changed_on} />
              </span>
              <span className={classes.value}>{item.changes}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

interface SpentProps {
  spans: number
  milliseconds: number
  /** The issue's age, in milliseconds. */
  of: number
  color: string
}

/** How often and how long, and how much of the whole that is. */
function Spent({ spans, milliseconds, of, color }: SpentProps) {
  const width = `${(milliseconds / Math.max(1, of)) * 100}%`
  return (
    <>
      {spans > 1 && <span className={classes.times}>{spans} times</span>}
      <span className={classes.value}>{duration(milliseconds)}</span>
      <span aria-hidden className={classes.share} style={{ width, background: color }} />
    </>
  )
}
