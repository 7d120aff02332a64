import { IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { IssueStatus } from '@/api/types.gen'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { labelOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { basePath } from '@/lib/base-path'
import type { IssueRow } from '../api/list-issues'
import { CellContent, isEmpty, valueText } from './Cell'
import type { Column } from './columns'
import { GridCell, GridRow } from './grid-parts'
import classes from './IssueLine.module.css'
import type { Layout } from './layout'
import { PROPERTY_NAMES, pointsText } from './properties'

interface Props {
  issue: IssueRow
  columns: readonly Column[]
  layout: Layout
  /** Its number in the grid, from 1, as a screen reader counts. */
  place: number
  selectable: boolean
  selected: boolean
  /** Its links and buttons can be reached with Tab. */
  active: boolean
  /** It is shown in the panel beside the list. */
  peeked: boolean
  /** Its links and buttons had the focus last. */
  marked: boolean
  /** Its place among lines of which only some are drawn, and its height, in pixels. */
  top: number | undefined
  height: number
}

/** An issue in a list: a link to it, with properties in it that can be changed in place. */
export const IssueLine = memo(function IssueLine(props: Props) {
  const { issue, columns, layout, place, selectable, selected, active, top, height } = props
  const ticket = issue.issue_name
  const stop = active ? 0 : -1
  const link = (
    <a
      href={`${basePath}/issues/${ticket}`}
      className={classes.link}
      tabIndex={stop}
      aria-label={`${ticket} ${issue.issue_summary}`}
      data-main=""
    >
      {issue.issue_summary}
    </a>
  )
  return (
    <GridRow
      aria-rowindex={place}
      aria-selected={selectable ? selected : undefined}
      data-line={ticket}
      data-layout={layout}
      data-active={props.marked || undefined}
      data-peeked={props.peeked || undefined}
      className={classes.line}
      style={{ top, height }}
      data-placed={top !== undefined || undefined}
    >
      {selectable && (
        <GridCell className={classes.check} data-select="">
          <input
            type="checkbox"
            checked={selected}
            tabIndex={stop}
            aria-label={`Select ${ticket}`}
            onChange={noChange}
          />
        </GridCell>
      )}
      {layout === 'narrow' ? (
        <Narrow issue={issue} stop={stop} link={link} />
      ) : (
        columns.map((column) => (
          <GridCell
            key={column.id}
            role={column.id === 'summary' ? 'rowheader' : 'gridcell'}
            className={classes.cell}
            data-column={column.id}
            data-end={column.alignEnd || undefined}
          >
            {column.id === 'summary' ? (
              link
            ) : column.edits ? (
              <button
                type="button"
                className={classes.edit}
                tabIndex={stop}
                data-edit={column.edits}
                data-empty={isEmpty(column, issue) || undefined}
                aria-haspopup="listbox"
                aria-label={`${PROPERTY_NAMES[column.edits]}: ${valueText(column, issue)}`}
                title={`${PROPERTY_NAMES[column.edits]}: ${valueText(column, issue)}`}
              >
                {isEmpty(column, issue) ? (
                  <IconPlus size={13} stroke={1.8} aria-hidden className={classes.add} />
                ) : (
                  <CellContent column={column.id} issue={issue} tight={layout === 'tight'} />
                )}
              </button>
            ) : (
              <CellContent column={column.id} issue={issue} tight={layout === 'tight'} />
            )}
          </GridCell>
        ))
      )}
    </GridRow>
  )
})

/** Two lines for a small screen: what it is about, and below it what there is to know. */
function Narrow({ issue, stop, link }: { issue: IssueRow; stop: number; link: React.ReactNode }) {
  return (
    <>
      <GridCell className={classes.cell}>
        <button
          type="button"
          className={classes.touch}
          tabIndex={stop}
          data-edit="status"
          aria-haspopup="listbox"
          aria-label={`Status: ${labelOf(IssueStatus, issue.issue_status)}`}
        >
          <StatusIcon status={issue.issue_status} size={16} />
        </button>
      </GridCell>
      <GridCell role="rowheader" className={classes.two}>
        {link}
        <span className={classes.meta}>
          <PriorityIcon priority={issue.issue_priority} size={12} />
          <TypeIcon type={issue.issue_type} size={13} />
          <span className={classes.ticket}>{issue.issue_name}</span>
          {issue.issue_story_points !== null && <span>{pointsText(issue.issue_story_points)}</span>}
          {issue.labels.length > 0 && (
            <span className={classes.names}>{issue.labels.join(', ')}</span>
          )}
          <span className={classes.when}>
            <Time at={issue.updated_on} short />
          </span>
        </span>
      </GridCell>
      <GridCell className={classes.cell}>
        <button
          type="button"
          className={classes.touch}
          tabIndex={stop}
          data-edit="assignee"
          aria-haspopup="listbox"
          aria-label={`Assignee: ${issue.issue_assigned_to ?? 'no one'}`}
        >
          <UserAvatar name={issue.issue_assigned_to} size={22} decorative />
        </button>
      </GridCell>
    </>
  )
}

/** The grid listens to all of its checkboxes, with the keys that are held. */
function noChange(): void {}
