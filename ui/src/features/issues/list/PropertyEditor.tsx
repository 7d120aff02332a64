import type { IssueUpdate } from '@/api/types.gen'
import { PickerAnchor } from '@/components/PickerAnchor'
import type { IssueRow } from '../api/list-issues'
import { AssigneePicker } from '../properties/AssigneePicker'
import { NamesPicker } from '../properties/NamesPicker'
import { ParentPicker } from '../properties/ParentPicker'
import { PointsPicker } from '../properties/PointsPicker'
import { PriorityPicker } from '../properties/PriorityPicker'
import { ResolutionPicker } from '../properties/ResolutionPicker'
import { StatusPicker } from '../properties/StatusPicker'
import { TypePicker } from '../properties/TypePicker'
import type { EditableProperty } from './properties'

interface Props {
  /** The issue, or all that are changed together. */
  issues: readonly IssueRow[]
  property: EditableProperty
  /** The cell or button at which it opens. */
  anchor: HTMLElement
  onChange: (changes: IssueUpdate) => void
  onClose: () => void
}

const NOT_ONE = -1

/** What all issues have in common; undefined where they differ. */
function common<T>(issues: readonly IssueRow[], value: (issue: IssueRow) => T): T | undefined {
  const [first, ...others] = issues.map(value)
  return others.every((other) => other === first) ? first : undefined
}

/** The names that all issues have, and those that only some have. */
export function sharedNames(lists: readonly (readonly string[])[]): {
  all: string[]
  some: string[]
} {
  const names = [...new Set(lists.flat())]
  const all = names.filter((name) => lists.every((list) => list.includes(name)))
  return { all, some: names.filter((name) => !all.includes(name)) }
}

/** The one popover in which a list's properties are changed, at whichever cell it was asked for. */
export function PropertyEditor({ issues, property, anchor, onChange, onClose }: Props) {
  const shared = {
    opened: true,
    onOpenedChange: (opened: boolean) => {
      if (!opened) onClose()
    },
    children: <PickerAnchor element={anchor} />,
  }
  const projects = [...new Set(issues.map((issue) => issue.issue_project))]
  const names = (value: (issue: IssueRow) => readonly string[]) => {
    const { all, some } = sharedNames(issues.map(value))
    return { ...shared, projects, value: all, some }
  }
  switch (property) {
    case 'status':
      return (
        <StatusPicker
          value={common(issues, (issue) => issue.issue_status) ?? NOT_ONE}
          onChange={(issue_status) => onChange({ issue_status })}
          {...shared}
        />
      )
    case 'priority':
      return (
        <PriorityPicker
          value={common(issues, (issue) => issue.issue_priority) ?? NOT_ONE}
          onChange={(issue_priority) => onChange({ issue_priority })}
          {...shared}
        />
      )
    case 'type':
      return (
        <TypePicker
          value={common(issues, (issue) => issue.issue_type) ?? NOT_ONE}
          onChange={(issue_type) => onChange({ issue_type })}
          {...shared}
        />
      )
    case 'resolution':
      return (
        <ResolutionPicker
          value={common(issues, (issue) => issue.issue_resolution) ?? NOT_ONE}
          onChange={(issue_resolution) => onChange({ issue_resolution })}
          {...shared}
        />
      )
    case 'assignee':
      return (
        <AssigneePicker
          value={common(issues, (issue) => issue.issue_assigned_to)}
          onChange={(issue_assigned_to) => onChange({ issue_assigned_to })}
          {...shared}
        />
      )
    case 'points':
      return (
        <PointsPicker
          value={common(issues, (issue) => issue.issue_story_points)}
          onChange={(issue_story_points) => onChange({ issue_story_points })}
          {...shared}
        />
      )
    case 'parent':
      return (
        <ParentPicker
          value={common(issues, (issue) => issue.issue_parent)}
          tickets={issues.map((issue) => issue.issue_name)}
          onChange={(issue_parent) => onChange({ issue_parent })}
          projects={projects}
          {...shared}
        />
      )
    case 'labels':
      return (
        <NamesPicker
          catalogue="label"
          onEdit={(labels) => onChange({ labels })}
          {...names((issue) => issue.labels)}
        />
      )
    case 'components':
      return (
        <NamesPicker
          catalogue="component"
          onEdit={(components) => onChange({ components })}
          {...names((issue) => issue.components)}
        />
      )
    case 'versions':
      return (
        <NamesPicker
          catalogue="version"
          label="Fix versions"
          onEdit={(issue_fixed_versions) => onChange({ issue_fixed_versions })}
          {...names((issue) => issue.issue_fixed_versions)}
        />
      )
  }
}
