import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { Button, Skeleton } from '@mantine/core'
import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { IssueStatus } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { messageOf } from '@/lib/problem'
import { useBoardColumn } from '../api/board-column'
import type { IssueListQuery } from '../api/list-issues'
import { Card } from './Card'
import type { Popover } from './CardPopover'
import classes from './Column.module.css'
import { ColumnHead, type HeadProps } from './ColumnHead'
import type { BoardCommands } from './commands'
import { columnData, columnOf, draggedOf } from './dragging'
import { cardsOf } from './moves'
import { type DrawCard, PlainCards } from './PlainCards'
import { useAutoScroll } from './use-auto-scroll'
import type { FocusRequest } from './use-focus-request'

interface Props extends Omit<HeadProps, 'status'> {
  status: IssueStatus
  query: IssueListQuery
  isRanked: boolean
  focus: FocusRequest | null
  /** What is open at which card. */
  popover: { ticket: string; what: Popover } | null
  commands: BoardCommands
}

/** More cards than these are drawn only where they are in sight; the code for it comes then. */
const MOST_DRAWN = 100
const VirtualCards = lazy(() => import('./VirtualCards').then((m) => ({ default: m.VirtualCards })))
/** How far from the end of what is loaded the next cards are asked for, in pixels. */
const AHEAD = 1200

/** A status with its cards. */
export function Column({ status, query, isRanked, focus, popover, commands, ...head }: Props) {
  const column = useRef<HTMLElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const list = useBoardColumn(query)
  const cards = useMemo(() => cardsOf(list.data, status), [list.data, status])
  const over = useDropTarget(column, scroller, status)
  useAutoScroll(scroller, 'vertical')
  const isLong = Math.max(head.count ?? 0, cards.length) > MOST_DRAWN
  const [stop, setStop] = useState<string | null>(null)
  const stopAt = cards.some((card) => card.issue_name === stop) ? stop : cards[0]?.issue_name

  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = list
  const ask = () => {
    const element = scroller.current
    if (!element || !hasNextPage || isFetching || isFetchNextPageError) return
    if (element.scrollHeight - element.scrollTop - element.clientHeight < AHEAD) fetchNextPage()
  }
  useEffect(ask)

  const draw: DrawCard = (row, index, placed) => (
    <Card
      key={row.issue_name}
      row={row}
      index={index}
      isStop={row.issue_name === stopAt}
      popover={popover?.ticket === row.issue_name ? popover.what : null}
      isRanked={isRanked}
      commands={commands}
      {...placed}
    />
  )
  const name = labelOf(IssueStatus, status)
  const shown = {
    cards,
    draw,
    scroller,
    focus,
    label: `${name}: issues`,
    line: isRanked && over !== null && over !== 'card' ? over : undefined,
  }
  return (
    <section
      ref={column}
      className={classes.column}
      aria-label={name}
      data-status={status}
      data-over={over !== null || undefined}
    >
      <ColumnHead status={status} {...head} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only notes which card has the focus */}
      <div
        ref={scroller}
        className={classes.cards}
        data-old={list.isPlaceholderData || undefined}
        onScroll={ask}
        onFocus={(event) => {
          const card = event.target.closest<HTMLElement>('[data-ticket]')
          if (card) setStop(card.dataset.ticket ?? null)
        }}
      >
        {list.isPending && !list.error && <CardSkeletons name={name} />}
        {list.error && !list.data && (
          <div className={classes.failed} role="alert">
            {messageOf(list.error)}
            <Button variant="default" onClick={() => list.refetch()}>
              Try again
            </Button>
          </div>
        )}
        {cards.length > 0 &&
          (isLong ? (
            <Suspense fallback={<PlainCards {...shown} />}>
              <VirtualCards {...shown} />
            </Suspense>
          ) : (
            <PlainCards {...shown} />
          ))}
        {hasNextPage && !list.isPlaceholderData && (
          <div className={classes.rest}>
            {isFetchNextPageError ? (
              <Button variant="default" onClick={() => fetchNextPage()}>
                Load more
              </Button>
            ) : (
              <Skeleton height={2} width={64} mt={14} />
            )}
          </div>
        )}
      </div>
    </section>
  )
}

function CardSkeletons({ name }: { name: string }) {
  return (
    <div role="status" aria-label={`Loading ${name}`} className={classes.skeletons}>
      {[0, 1, 2].map((card) => (
        <div key={card} className={classes.skeleton}>
          <Skeleton width={72} height={9} mb={12} />
          <Skeleton width="92%" height={10} mb={8} />
          <Skeleton width={`${70 - card * 15}%`} height={10} mb={12} />
        </div>
      ))}
    </div>
  )
}

/** Where on a column a card is dragged: above or below all others, or over one of them. */
type Over = 'top' | 'bottom' | 'card'

/** Takes cards that are dropped anywhere on the column. */
function useDropTarget(
  column: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  status: IssueStatus,
): Over | null {
  const [over, setOver] = useState<Over | null>(null)
  useEffect(() => {
    if (!column.current) return
    return dropTargetForElements({
      element: column.current,
      canDrop: ({ source }) => {
        const dragged = draggedOf(source.data)
        // UNKNOWN may be kept, but not given.
        return (
          dragged !== null &&
          (status !== IssueStatus.UNKNOWN || dragged.row.issue_status === status)
        )
      },
      getData: ({ input }) => columnData(status, endAt(input.clientY, scroller.current)),
      onDrag: ({ self, location }) =>
        setOver(
          location.current.dropTargets[0]?.element === self.element
            ? (columnOf(self.data)?.end ?? null)
            : 'card',
        ),
      onDragLeave: () => setOver(null),
      onDrop: () => setOver(null),
    })
  }, [column, scroller, status])
  return over
}

function endAt(y: number, scroller: HTMLElement | null): 'top' | 'bottom' {
  return y < (scroller?.getBoundingClientRect().top ?? 0) ? 'top' : 'bottom'
}
