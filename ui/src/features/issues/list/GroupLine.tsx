import { ActionIcon } from '@mantine/core'
import { IconChevronRight, IconPlus } from '@tabler/icons-react'
import { type CSSProperties, memo } from 'react'
import { UserAvatar } from '@/components/UserAvatar'
import { labelOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import type { IssueGrouping } from '../search'
import classes from './GroupLine.module.css'
import { GridCell, GridRow } from './grid-parts'
import type { Line } from './groups'
import { pointsText } from './properties'
import { enumOfGrouping, type GroupValue } from './query'

const NOTHING: Readonly<Record<IssueGrouping, string>> = {
  status: 'No status',
  priority: 'No priority',
  type: 'No type',
  resolution: 'No resolution',
  assignee: 'No one',
  reporter: 'No one',
  project: 'No project',
  parent: 'No parent',
}

/** What a group is called. */
export function groupLabel(group: IssueGrouping, value: GroupValue): string {
  if (value === null) return NOTHING[group]
  const values = enumOfGrouping(group)
  return values ? labelOf(values, Number(value)) : String(value)
}

function GroupIcon({ group, value }: { group: IssueGrouping; value: GroupValue }) {
  if (group === 'status') return <StatusIcon status={Number(value)} />
  if (group === 'priority') return <PriorityIcon priority={Number(value)} />
  if (group === 'type') return <TypeIcon type={Number(value)} />
  if (group === 'assignee' || group === 'reporter')
    return <UserAvatar name={value === null ? null : String(value)} size={18} decorative />
  return null
}

interface Props {
  line: Extract<Line, { kind: 'head' }>
  group: IssueGrouping
  cells: number
  place: number
  active: boolean
  style: CSSProperties
  /** Whether an issue with the group's value can be created. */
  creatable: boolean
}

/** "Open, 12 issues, 30 pts": what the head says to who does not see it. */
function spoken(label: string, { count, points }: Props['line']): string {
  const parts = [label]
  if (count !== undefined) parts.push(count === 1 ? '1 issue' : `${count} issues`)
  if (points) parts.push(pointsText(points))
  return parts.join(', ')
}

/** The head of a group: what its issues have in common, how many there are, and their points. */
export const GroupLine = memo(function GroupLine(props: Props) {
  const { line, group, cells, place, active, style, creatable } = props
  const label = groupLabel(group, line.value)
  return (
    <GridRow aria-rowindex={place} data-line={line.key} className={classes.head} style={style}>
      <GridCell aria-colspan={cells} className={classes.cell}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={!line.collapsed}
          aria-label={spoken(label, line)}
          tabIndex={active ? 0 : -1}
          data-main
          data-fold
        >
          <IconChevronRight size={14} stroke={2} aria-hidden className={classes.chevron} />
          <GroupIcon group={group} value={line.value} />
          <span className={classes.label}>{label}</span>
          {line.count !== undefined && (
            <span className={classes.count}>{line.count.toLocaleString('en')}</span>
          )}
          {Boolean(line.points) && (
            <span className={classes.points}>{pointsText(line.points ?? 0)}</span>
          )}
        </button>
        {creatable && (
          <ActionIcon
            size={22}
            aria-label={`New issue: ${label}`}
            title={`New issue: ${label}`}
            className={classes.create}
            tabIndex={active ? 0 : -1}
            data-create
          >
            <IconPlus size={15} stroke={1.8} />
          </ActionIcon>
        )}
      </GridCell>
    </GridRow>
  )
})
