import { IssuePriority, IssueResolution, IssueStatus, IssueType } from '@/api/types.gen'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { labelOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import type { IssueRow } from '../api/list-issues'
import classes from './Cell.module.css'
import type { Column, ColumnId } from './columns'

const SHOWN_NAMES = 2

function Names({ names }: { names: readonly string[] }) {
  const rest = names.length - SHOWN_NAMES
  return (
    <>
      {names.slice(0, SHOWN_NAMES).map((name) => (
        <span key={name} className={classes.pill}>
          {name}
        </span>
      ))}
      {rest > 0 && <span className={classes.more}>+{rest}</span>}
    </>
  )
}

function When({ at }: { at: number | null }) {
  return at === null ? null : <Time at={at} short />
}

/** What a cell shows. `tight`: where there is no room for words, a glyph has to do. */
export function CellContent(props: { column: ColumnId; issue: IssueRow; tight: boolean }) {
  const { column, issue, tight } = props
  switch (column) {
    case 'priority':
      return <PriorityIcon priority={issue.issue_priority} />
    case 'name':
      return issue.issue_name
    case 'status':
      return (
        <>
          <StatusIcon status={issue.issue_status} />
          {!tight && (
            <span className={classes.text}>{labelOf(IssueStatus, issue.issue_status)}</span>
          )}
        </>
      )
    case 'type':
      return <TypeIcon type={issue.issue_type} />
    case 'summary':
      return issue.issue_summary
    case 'labels':
      return <Names names={issue.labels} />
    case 'components':
      return <Names names={issue.components} />
    case 'versions':
      return <Names names={issue.issue_fixed_versions} />
    case 'project':
      return issue.issue_project
    case 'points':
      return issue.issue_story_points
    case 'reporter':
      return (
        <>
          <UserAvatar name={issue.created_by} size={18} decorative />
          <span className={classes.text}>{issue.created_by}</span>
        </>
      )
    case 'assignee':
      return (
        <>
          <UserAvatar name={issue.issue_assigned_to} size={18} decorative />
          {!tight && issue.issue_assigned_to && (
            <span className={classes.text}>{issue.issue_assigned_to}</span>
          )}
        </>
      )
    case 'parent':
      return issue.issue_parent
    case 'resolution':
      return (
        <span className={classes.text}>{labelOf(IssueResolution, issue.issue_resolution)}</span>
      )
    case 'created':
      return <When at={issue.created_on} />
    case 'updated':
      return <When at={issue.updated_on} />
    case 'resolved':
      return <When at={issue.resolved_on} />
  }
}

/** What a cell's value is called, for the name and the tooltip of its button. */
export function valueText({ id }: Pick<Column, 'id'>, issue: IssueRow): string {
  switch (id) {
    case 'priority':
      return labelOf(IssuePriority, issue.issue_priority)
    case 'status':
      return labelOf(IssueStatus, issue.issue_status)
    case 'type':
      return labelOf(IssueType, issue.issue_type)
    case 'resolution':
      return labelOf(IssueResolution, issue.issue_resolution)
    case 'labels':
      return issue.labels.join(', ') || 'none'
    case 'components':
      return issue.components.join(', ') || 'none'
    case 'versions':
      return issue.issue_fixed_versions.join(', ') || 'none'
    case 'points':
      return String(issue.issue_story_points ?? 'none')
    case 'assignee':
      return issue.issue_assigned_to ?? 'no one'
    case 'parent':
      return issue.issue_parent ?? 'none'
    default:
      return ''
  }
}

/** Whether there is nothing to show. */
export function isEmpty({ id }: Pick<Column, 'id'>, issue: IssueRow): boolean {
  return ['labels', 'components', 'versions', 'points', 'parent'].includes(id)
    ? valueText({ id }, issue) === 'none'
    : false
}
