import { ActionIcon } from '@mantine/core'
import { IconArrowsSort, IconLayoutSidebarLeftCollapse, IconPlus } from '@tabler/icons-react'
import { IssueStatus } from '@/api/types.gen'
import { Tooltip } from '@/components/Tooltip'
import { labelOf } from '@/features/enumerations/labels'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import classes from './Column.module.css'
import type { ColumnOrder } from './moves'

export interface HeadProps {
  status: IssueStatus
  /** How many issues the status has under the filter; null while that is not known. */
  count: number | null
  points: number
  onCollapse: () => void
  /** Opens the form of a new issue; missing where none can begin. */
  onCreate?: () => void
  /** The order, and how to change it; only closed issues have a choice. */
  order?: ColumnOrder
  onOrder?: (order: ColumnOrder) => void
}

/** A column's name, ring, count, points and tools. */
export function ColumnHead(props: HeadProps) {
  const { status, count, points, order, onOrder, onCreate, onCollapse } = props
  const name = labelOf(IssueStatus, status)
  const byRank = order === 'rank'
  const sorting = byRank ? 'Show the last closed first' : 'Show in the order of rank'
  return (
    <header className={classes.head}>
      <span aria-hidden style={{ display: 'inline-flex' }}>
        <StatusIcon status={status} />
      </span>
      <h2 className={classes.title}>{name}</h2>
      {count !== null && (
        <span className={classes.count} title={`${count} ${count === 1 ? 'issue' : 'issues'}`}>
          {count.toLocaleString('en')}
        </span>
      )}
      {points > 0 && (
        <span className={classes.points} title={`${points} story points`}>
          {points.toLocaleString('en')} pts
        </span>
      )}
      <span className={classes.tools}>
        {onOrder && (
          <Tooltip label={sorting}>
            <ActionIcon
              aria-label={`${name}: ${sorting.toLowerCase()}`}
              onClick={() => onOrder(byRank ? 'latest' : 'rank')}
            >
              <IconArrowsSort size={15} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label="Collapse">
          <ActionIcon aria-label={`Collapse ${name}`} onClick={onCollapse}>
            <IconLayoutSidebarLeftCollapse size={16} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
        {onCreate && (
          <Tooltip label={`New issue in ${name}`}>
            <ActionIcon aria-label={`New issue in ${name}`} onClick={onCreate}>
              <IconPlus size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
      </span>
    </header>
  )
}
