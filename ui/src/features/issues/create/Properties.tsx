import {
  IconCategory,
  IconFolder,
  IconHierarchy2,
  IconTag,
  IconTargetArrow,
  IconVersions,
} from '@tabler/icons-react'
import { memo, useMemo } from 'react'
import { IssuePriority, IssueStatus, IssueType, type ListEdit } from '@/api/types.gen'
import { UserAvatar } from '@/components/UserAvatar'
import { labelOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { AssigneePicker } from '../properties/AssigneePicker'
import { NamesPicker } from '../properties/NamesPicker'
import { ParentPicker } from '../properties/ParentPicker'
import { PointsPicker } from '../properties/PointsPicker'
import { PriorityPicker } from '../properties/PriorityPicker'
import { StatusPicker } from '../properties/StatusPicker'
import { TypePicker } from '../properties/TypePicker'
import classes from './IssueForm.module.css'
import { PropertyButton } from './PropertyButton'
import { type FormValues, withAssignee, withProject, withStatus } from './values'
import { WritableProjectPicker } from './WritableProjectPicker'

interface Props {
  values: FormValues
  errors: Partial<Record<keyof FormValues, string>>
  onChange: (how: (values: FormValues) => FormValues) => void
}

const NONE: readonly string[] = []
const ICON = { size: 15, stroke: 1.6, 'aria-hidden': true } as const

/** Where what is wrong with the properties is said, one below the other. */
const SHOWN_HERE = [
  'project', 'type', 'status', 'priority', 'assignee', 'labels', 'components', 'versions',
  'points', 'parent',
] as const // biome-ignore format: the order in which they stand

/** All of an issue but its summary and its description, as a row of buttons. */
export const Properties = memo(function Properties({ values, errors, onChange }: Props) {
  const { status, type, priority, assignee, labels, components, versions, points, parent } = values
  const projects = useMemo(() => (values.project ? [values.project] : []), [values.project])
  return (
    <div>
      <fieldset className={classes.properties} aria-label="Properties">
        <WritableProjectPicker
          value={values.project}
          onChange={(project) => onChange((was) => withProject(was, project))}
        >
          <PropertyButton
            label="Project"
            text={values.project}
            icon={<IconFolder {...ICON} />}
            error={errors.project}
          />
        </WritableProjectPicker>
        <TypePicker
          value={type}
          onChange={(picked) => onChange((was) => ({ ...was, type: picked }))}
        >
          <PropertyButton
            label="Type"
            text={labelOf(IssueType, type)}
            icon={<TypeIcon type={type} />}
            error={errors.type}
          />
        </TypePicker>
        <StatusPicker
          value={status}
          onChange={(picked) => onChange((was) => withStatus(was, picked))}
        >
          <PropertyButton
            label="Status"
            text={labelOf(IssueStatus, status)}
            icon={<StatusIcon status={status} />}
            error={errors.status}
          />
        </StatusPicker>
        <PriorityPicker
          value={priority}
          onChange={(picked) => onChange((was) => ({ ...was, priority: picked }))}
        >
          <PropertyButton
            label="Priority"
            text={labelOf(IssuePriority, priority)}
            icon={<PriorityIcon priority={priority} />}
            error={errors.priority}
          />
        </PriorityPicker>
        <AssigneePicker
          value={assignee}
          onChange={(picked) => onChange((was) => withAssignee(was, picked))}
        >
          <PropertyButton
            label="Assignee"
            text={assignee ?? ''}
            icon={<UserAvatar name={assignee} size={16} decorative />}
            error={errors.assignee}
          />
        </AssigneePicker>
        <NamesPicker
          catalogue="label"
          projects={projects}
          value={labels}
          onEdit={(edit) => onChange((was) => ({ ...was, labels: edited(was.labels, edit) }))}
        >
          <PropertyButton
            label="Labels"
            text={labels.join(', ')}
            icon={<IconTag {...ICON} />}
            error={errors.labels}
          />
        </NamesPicker>
        <NamesPicker
          catalogue="component"
          projects={projects}
          value={components}
          onEdit={(edit) =>
            onChange((was) => ({ ...was, components: edited(was.components, edit) }))
          }
        >
          <PropertyButton
            label="Components"
            text={components.join(', ')}
            icon={<IconCategory {...ICON} />}
            error={errors.components}
          />
        </NamesPicker>
        <NamesPicker
          catalogue="version"
          label="Fix versions"
          projects={projects}
          value={versions}
          onEdit={(edit) => onChange((was) => ({ ...was, versions: edited(was.versions, edit) }))}
        >
          <PropertyButton
            label="Fix versions"
            text={versions.join(', ')}
            icon={<IconVersions {...ICON} />}
            error={errors.versions}
          />
        </NamesPicker>
        <PointsPicker
          value={points}
          onChange={(picked) => onChange((was) => ({ ...was, points: picked }))}
        >
          <PropertyButton
            label="Story points"
            text={points === null ? '' : String(points)}
            icon={<IconTargetArrow {...ICON} />}
            error={errors.points}
          />
        </PointsPicker>
        <ParentPicker
          value={parent}
          tickets={NONE}
          projects={projects}
          onChange={(ticket) => onChange((was) => ({ ...was, parent: ticket }))}
        >
          <PropertyButton
            label="Parent"
            text={parent ?? ''}
            icon={<IconHierarchy2 {...ICON} />}
            error={errors.parent}
          />
        </ParentPicker>
      </fieldset>
      {SHOWN_HERE.filter((name) => errors[name]).map((name) => (
        <p key={name} role="alert" className={classes.error}>
          {errors[name]}
        </p>
      ))}
    </div>
  )
}, areEqual)

/** Names with some put in and some taken out. */
function edited(names: readonly string[], { add = [], remove = [] }: ListEdit): string[] {
  return [...names.filter((name) => !remove.includes(name)), ...add]
}

/** Typing a summary or a description does not draw ten pickers anew for each key. */
function areEqual(one: Props, other: Props): boolean {
  return (
    one.errors === other.errors &&
    one.onChange === other.onChange &&
    SHOWN_HERE.every((name) => one.values[name] === other.values[name])
  )
}
