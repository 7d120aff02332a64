import { IconChevronDown } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import {
  IssuePriority,
  IssueResolution,
  IssueStatus,
  IssueType,
  type ListEdit,
} from '@/api/types.gen'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { labelOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { ENVIRONMENT, MarkdownField } from './MarkdownField'
import { Property, PropertyRow } from './PropertyRow'
import {
  assigneePicker,
  namesPicker,
  parentPicker,
  pointsPicker,
  priorityPicker,
  resolutionPicker,
  statusPicker,
  typePicker,
} from './pickers'
import classes from './Rail.module.css'
import { Source } from './Source'
import type { ChangeIssue } from './use-change'
import type { Issue } from './use-issue'

/** The property whose picker is open. */
export type OpenProperty = string | null

interface Props {
  issue: Issue
  me: string
  mayEdit: boolean
  change: ChangeIssue
  open: OpenProperty
  onOpen: (property: OpenProperty) => void
}

const NAMES = [
  ['labels', 'label', 'Labels'],
  ['components', 'component', 'Components'],
  ['issue_affected_versions', 'version', 'Affected versions'],
  ['issue_fixed_versions', 'version', 'Fix versions'],
  ['issue_sprints', 'sprint', 'Sprints'],
] as const

/** "Labels: ios, ui added, beta removed" */
function saidOf(label: string, { add = [], remove = [] }: ListEdit): string {
  const parts = [
    ...(add.length > 0 ? [`${add.join(', ')} added`] : []),
    ...(remove.length > 0 ? [`${remove.join(', ')} removed`] : []),
  ]
  return `${label}: ${parts.join(', ')}`
}

/** Everything about an issue that is not prose, each edited in its place. */
export function Rail({ issue, me, mayEdit, change, open, onOpen }: Props) {
  const [more, setMore] = useState(false)
  const control = (name: string) => ({
    editable: mayEdit,
    opened: open === name,
    onOpenedChange: (opened: boolean) => onOpen(opened ? name : null),
  })
  const status = labelOf(IssueStatus, issue.issue_status)
  const priority = labelOf(IssuePriority, issue.issue_priority)
  const type = labelOf(IssueType, issue.issue_type)
  const resolution = labelOf(IssueResolution, issue.issue_resolution)
  const points = issue.issue_story_points
  return (
    <aside aria-label="Properties" className={classes.rail}>
      <dl className={classes.group} data-first>
        <PropertyRow
          label="Status"
          said={status}
          keys="S"
          picker={statusPicker}
          control={{
            value: issue.issue_status,
            onChange: (value: IssueStatus) =>
              change({ issue_status: value }, `Status set to ${labelOf(IssueStatus, value)}`),
          }}
          {...control('status')}
        >
          <Shown icon={<StatusIcon status={issue.issue_status} />}>{status}</Shown>
        </PropertyRow>
        <PropertyRow
          label="Priority"
          said={priority}
          keys="P"
          picker={priorityPicker}
          control={{
            value: issue.issue_priority,
            onChange: (value: IssuePriority) =>
              change({ issue_priority: value }, `Priority set to ${labelOf(IssuePriority, value)}`),
          }}
          {...control('priority')}
        >
          <Shown icon={<PriorityIcon priority={issue.issue_priority} />}>{priority}</Shown>
        </PropertyRow>
        <PropertyRow
          label="Assignee"
          said={issue.issue_assigned_to ?? 'No one'}
          keys="A"
          picker={assigneePicker}
          control={{
            value: issue.issue_assigned_to,
            onChange: (value: string | null) =>
              change(
                { issue_assigned_to: value },
                value === null ? 'Assignee removed' : `Assigned to ${value}`,
              ),
          }}
          {...control('assignee')}
        >
          <Shown icon={<UserAvatar name={issue.issue_assigned_to} size={18} decorative />}>
            {issue.issue_assigned_to ?? <None>No one</None>}
          </Shown>
        </PropertyRow>
        <PropertyRow
          label="Type"
          said={type}
          picker={typePicker}
          control={{
            value: issue.issue_type,
            onChange: (value: IssueType) =>
              change({ issue_type: value }, `Type set to ${labelOf(IssueType, value)}`),
          }}
          {...control('type')}
        >
          <Shown icon={<TypeIcon type={issue.issue_type} />}>{type}</Shown>
        </PropertyRow>
      </dl>
      <button
        type="button"
        className={classes.more}
        aria-expanded={more}
        aria-controls="more-properties"
        onClick={() => setMore(!more)}
      >
        {more ? 'Fewer properties' : 'All properties'}
        <IconChevronDown size={14} stroke={1.8} aria-hidden />
      </button>
      <div id="more-properties" className={classes.rest} data-shown={more || undefined}>
        <dl className={classes.group}>
          <PropertyRow
            label="Resolution"
            said={resolution}
            picker={resolutionPicker}
            control={{
              value: issue.issue_resolution,
              onChange: (value: IssueResolution) =>
                change(
                  { issue_resolution: value },
                  `Resolution set to ${labelOf(IssueResolution, value)}`,
                ),
            }}
            {...control('resolution')}
          >
            {issue.issue_resolution === IssueResolution.UNRESOLVED ? (
              <None>{resolution}</None>
            ) : (
              resolution
            )}
          </PropertyRow>
          <PropertyRow
            label="Story points"
            said={points === null ? 'No estimate' : String(points)}
            picker={pointsPicker}
            control={{
              value: points,
              onChange: (value: number | null) =>
                change(
                  { issue_story_points: value },
                  value === null ? 'Story points removed' : `Story points set to ${value}`,
                ),
            }}
            {...control('points')}
          >
            {points ?? <None>None</None>}
          </PropertyRow>
          <PropertyRow
            label="Parent"
            said={issue.issue_parent ?? 'None'}
            picker={parentPicker}
            control={{
              value: issue.issue_parent,
              tickets: [issue.issue_name],
              projects: [issue.issue_project],
              onChange: (parent: string | null) =>
                change(
                  { issue_parent: parent },
                  parent ? `Made a part of ${parent}` : 'Parent removed',
                ),
            }}
            {...control('parent')}
          >
            {issue.issue_parent ? (
              <span className={classes.ticket}>{issue.issue_parent}</span>
            ) : (
              <None>None</None>
            )}
          </PropertyRow>
        </dl>
        <dl className={classes.group}>
          {NAMES.map(([column, catalogue, label]) => {
            const names = issue[column]
            return (
              <PropertyRow
                key={column}
                label={label}
                said={names.join(', ') || 'None'}
                picker={namesPicker}
                control={{
                  catalogue,
                  label,
                  projects: [issue.issue_project],
                  value: names,
                  onEdit: (edit: ListEdit) => change({ [column]: edit }, saidOf(label, edit)),
                }}
                {...control(column)}
              >
                {names.length === 0 ? (
                  <None>None</None>
                ) : (
                  <span className={classes.names}>
                    {names.map((name) => (
                      <span key={name} className={classes.name}>
                        {name}
                      </span>
                    ))}
                  </span>
                )}
              </PropertyRow>
            )
          })}
        </dl>
        <dl className={classes.group}>
          <div className={classes.block}>
            <dt className={classes.label}>Environment</dt>
            <dd className={classes.prose}>
              <MarkdownField
                column={ENVIRONMENT}
                ticket={issue.issue_name}
                text={issue.issue_environment}
                version={issue.version}
                me={me}
                mayEdit={mayEdit}
                compact
              />
            </dd>
          </div>
        </dl>
        <dl className={classes.group}>
          <Property label="Reporter">
            <Link
              to="/users/$user"
              params={{ user: issue.created_by }}
              className={classes.fixed}
              title={issue.created_by}
            >
              <Shown icon={<UserAvatar name={issue.created_by} size={18} decorative />}>
                {issue.created_by}
              </Shown>
            </Link>
          </Property>
          <Moment label="Created" at={issue.created_on} />
          <Moment label="Updated" at={issue.updated_on} />
          {issue.resolved_on !== null && <Moment label="Resolved" at={issue.resolved_on} />}
        </dl>
        {issue.issue_source && <Source source={issue.issue_source} />}
      </div>
    </aside>
  )
}

function Shown({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <>
      <span aria-hidden className={classes.icon}>
        {icon}
      </span>
      <span className={classes.text}>{children}</span>
    </>
  )
}

function None({ children }: { children: ReactNode }) {
  return <span className={classes.none}>{children}</span>
}

function Moment({ label, at }: { label: string; at: number }) {
  return (
    <Property label={label}>
      <div className={classes.fixed}>
        <Time at={at} dated />
      </div>
    </Property>
  )
}
