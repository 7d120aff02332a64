import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import {
  attachClosestEdge,
  extractClosestEdge,
} from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { IconDots } from '@tabler/icons-react'
import { memo, type Ref, useEffect, useRef, useState } from 'react'
import { UserAvatar } from '@/components/UserAvatar'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { basePath } from '@/lib/base-path'
import type { IssueRow } from '../api/list-issues'
import classes from './Card.module.css'
import { CardPopover, type Popover } from './CardPopover'
import type { BoardCommands } from './commands'
import { cardData, type Dragged, draggedOf } from './dragging'

interface Props {
  row: IssueRow
  /** Its place in the column, from 0. */
  index: number
  /** Whether Tab stops here; of each column it does at one card. */
  isStop: boolean
  /** What is open at it. */
  popover: Popover | null
  /** False where cards stand in the order of their closing. */
  isRanked: boolean
  commands: BoardCommands
  /** Measures it, where only the cards in sight are drawn. */
  slotRef?: Ref<HTMLLIElement>
  style?: React.CSSProperties
}

const MOST_LABELS = 2

/** An issue on the board. */
export const Card = memo(function Card(props: Props) {
  const { row, index, isStop, popover, isRanked, commands } = props
  const name = row.issue_name
  const { slot, card, edge, dragged } = useDragging(row, index, isRanked)
  const open = (what: Popover) => (event: React.MouseEvent) => {
    event.stopPropagation()
    commands.open(row, what)
  }
  const stop = isStop ? 0 : -1
  const { labels } = row
  const at = (what: Popover) => (popover === what ? popover : null)
  return (
    <li
      ref={(element) => {
        slot.current = element
        if (typeof props.slotRef === 'function') return props.slotRef(element)
      }}
      className={classes.slot}
      data-edge={edge ?? undefined}
      data-index={index}
      style={props.style}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: what is beside the link does what the link does, which the keyboard has */}
      <article
        ref={card}
        className={classes.card}
        data-ticket={name}
        data-dragged={dragged || undefined}
        onClick={(event) => commands.follow(event, row)}
      >
        <div className={classes.top}>
          <CardPopover popover={at('priority')} row={row} commands={commands}>
            <button
              type="button"
              className={classes.button}
              tabIndex={-1} // keys and the menu do the same
              onClick={popover === null ? open('priority') : undefined}
            >
              <PriorityIcon priority={row.issue_priority} />
            </button>
          </CardPopover>
          <span className={classes.name}>{name}</span>
        </div>
        <a
          href={`${basePath}/issues/${name}`}
          className={classes.summary}
          draggable={false}
          tabIndex={stop}
          title={row.issue_summary}
          aria-label={`${name}: ${row.issue_summary}`}
        >
          {row.issue_summary}
        </a>
        <div className={classes.bottom}>
          <span className={classes.type}>
            <TypeIcon type={row.issue_type} size={14} />
          </span>
          <span className={classes.labels}>
            {labels.length > 0 && (
              <span className={classes.shown} title={labels.join(', ')}>
                {labels.slice(0, MOST_LABELS).map((label) => (
                  <span key={label} className={classes.label}>
                    {label}
                  </span>
                ))}
                {labels.length > MOST_LABELS && (
                  <span className={classes.more}>+{labels.length - MOST_LABELS}</span>
                )}
              </span>
            )}
          </span>
          {row.issue_story_points !== null && (
            <span className={classes.points} title={`${row.issue_story_points} story points`}>
              {row.issue_story_points}
            </span>
          )}
          <CardPopover popover={at('assignee') ?? at('question')} row={row} commands={commands}>
            <button
              type="button"
              className={classes.button}
              tabIndex={-1}
              aria-label={`Assignee of ${name}: ${row.issue_assigned_to ?? 'no one'}`}
              onClick={popover === null ? open('assignee') : undefined}
            >
              <UserAvatar name={row.issue_assigned_to} size={20} decorative />
            </button>
          </CardPopover>
        </div>
        <CardPopover popover={at('menu') ?? at('status')} row={row} commands={commands}>
          <button
            type="button"
            className={`${classes.button} ${classes.menu}`}
            tabIndex={stop}
            aria-label={`Actions of ${name}`}
            aria-haspopup="menu"
            onClick={popover === null ? open('menu') : undefined}
          >
            <IconDots size={16} stroke={1.8} aria-hidden />
          </button>
        </CardPopover>
      </article>
    </li>
  )
})

/** Lets a card be dragged, and others be dropped above and below it. */
function useDragging(row: IssueRow, index: number, isRanked: boolean) {
  const slot = useRef<HTMLLIElement>(null)
  const card = useRef<HTMLElement>(null)
  const [edge, setEdge] = useState<'top' | 'bottom' | null>(null)
  const [dragged, setDragged] = useState(false)
  useEffect(() => {
    if (!slot.current || !card.current) return
    const data = cardData({ row, index })
    const look = (source: Dragged | null, target: Record<string | symbol, unknown>) => {
      const closest = extractClosestEdge(target)
      const stays =
        source?.row.issue_status === row.issue_status &&
        index - source.index === (closest === 'top' ? 1 : closest === 'bottom' ? -1 : 0)
      const itself = source?.row.issue_name === row.issue_name
      setEdge(stays || itself || !isRanked ? null : (closest as 'top' | 'bottom' | null))
    }
    return combine(
      draggable({
        element: card.current,
        getInitialData: () => data,
        onDragStart: () => setDragged(true),
        onDrop: () => setDragged(false),
      }),
      dropTargetForElements({
        element: slot.current,
        canDrop: ({ source }) => draggedOf(source.data) !== null,
        getData: ({ input, element }) =>
          attachClosestEdge(data, { input, element, allowedEdges: ['top', 'bottom'] }),
        onDrag: ({ source, self }) => look(draggedOf(source.data), self.data),
        onDragLeave: () => setEdge(null),
        onDrop: () => setEdge(null),
      }),
    )
  }, [row, index, isRanked])
  return { slot, card, edge, dragged }
}
