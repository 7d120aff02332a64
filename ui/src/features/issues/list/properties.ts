import {
  IssuePriority,
  IssueResolution,
  IssueStatus,
  IssueType,
  type IssueUpdate,
  type ListEdit,
} from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'

/** What can be changed from a list without opening an issue. */
export type EditableProperty =
  | 'status'
  | 'priority'
  | 'type'
  | 'assignee'
  | 'labels'
  | 'components'
  | 'points'
  | 'versions'
  | 'parent'
  | 'resolution'

export const PROPERTY_NAMES: Readonly<Record<EditableProperty, string>> = {
  status: 'Status',
  priority: 'Priority',
  type: 'Type',
  assignee: 'Assignee',
  labels: 'Labels',
  components: 'Components',
  points: 'Story points',
  versions: 'Fix versions',
  parent: 'Parent',
  resolution: 'Resolution',
}

/** "1 pt", "8 pts" */
export function pointsText(points: number): string {
  return `${points.toLocaleString('en')} ${points === 1 ? 'pt' : 'pts'}`
}

function edited(what: string, { add = [], remove = [] }: ListEdit): string {
  const parts = []
  if (add.length > 0) parts.push(`added ${what} ${add.join(', ')}`)
  if (remove.length > 0) parts.push(`removed ${what} ${remove.join(', ')}`)
  const [first = '', ...rest] = parts
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(', ')
}

/** What a change did, as "Status is now In progress". */
export function saidOf(changes: IssueUpdate): string {
  if (changes.issue_status !== undefined)
    return `Status is now ${labelOf(IssueStatus, changes.issue_status)}`
  if (changes.issue_priority !== undefined)
    return `Priority is now ${labelOf(IssuePriority, changes.issue_priority)}`
  if (changes.issue_type !== undefined)
    return `Type is now ${labelOf(IssueType, changes.issue_type)}`
  if (changes.issue_resolution !== undefined)
    return `Resolution is now ${labelOf(IssueResolution, changes.issue_resolution)}`
  if (changes.issue_assigned_to !== undefined)
    return changes.issue_assigned_to === null
      ? 'Unassigned'
      : `Assigned to ${changes.issue_assigned_to}`
  if (changes.issue_story_points !== undefined)
    return changes.issue_story_points === null
      ? 'Story points removed'
      : `Story points are now ${changes.issue_story_points}`
  if (changes.issue_parent !== undefined)
    return changes.issue_parent === null
      ? 'Parent removed'
      : `Parent is now ${changes.issue_parent}`
  if (changes.labels) return edited('label', changes.labels as ListEdit)
  if (changes.components) return edited('component', changes.components as ListEdit)
  if (changes.issue_fixed_versions)
    return edited('fix version', changes.issue_fixed_versions as ListEdit)
  return 'Changed'
}
