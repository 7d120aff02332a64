import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
import { Button, Skeleton } from '@mantine/core'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { IssueStatus } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { messageOf } from '@/lib/problem'
import { useBoardColumn } from '../api/board-column'
import type { IssueListQuery, IssueRow } from '../api/list-issues'
import { Card } from './Card'
import type { Popover } from './CardPopover'
import classes from './Column.module.css'
import { ColumnHead, type HeadProps } from './ColumnHead'
import type { BoardCommands } from './commands'
import { columnData, columnOf, draggedOf } from './dragging'
import { cardsOf } from './moves'

/** A card that shall have the focus, as soon as it is there. */
export interface FocusRequest {
  ticket: string
  /** It was put there just now. */
  flash: boolean
}

interface Props extends Omit<HeadProps, 'status'> {
  status: IssueStatus
  query: IssueListQuery
  isRanked: boolean
  focus: FocusRequest | null
  /** What is open at which card. */
  popover: { ticket: string; what: Popover } | null
  commands: BoardCommands
}

/** More cards than these are drawn only where they are in sight. */
const VIRTUAL_FROM = 100
/** How far from the end of what is loaded the next cards are asked for, in pixels. */
const AHEAD = 1200

/** A status with its cards. */
export function Column({ status, query, isRanked, focus, popover, commands, ...head }: Props) {
  const column = useRef<HTMLElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const list = useBoardColumn(query)
  const cards = useMemo(() => cardsOf(list.data, status), [list.data, status])
  const over = useDropTarget(column, scroller, status)
  const virtual = useVirtualCards(cards, scroller)
  useFocusRequest(focus, cards, scroller, virtual.scrollTo)
  const [stop, setStop] = useState<string | null>(null)
  const stopAt = cards.some((card) => card.issue_name === stop) ? stop : cards[0]?.issue_name

  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = list
  const ask = () => {
    const element = scroller.current
    if (!element || !hasNextPage || isFetching || isFetchNextPageError) return
    if (element.scrollHeight - element.scrollTop - element.clientHeight < AHEAD) fetchNextPage()
  }
  useEffect(ask)

  const draw = (row: IssueRow, index: number, extra?: object) => (
    <Card
      key={row.issue_name}
      row={row}
      index={index}
      isStop={row.issue_name === stopAt}
      popover={popover?.ticket === row.issue_name ? popover.what : null}
      isRanked={isRanked}
      commands={commands}
      {...extra}
    />
  )
  const name = labelOf(IssueStatus, status)
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
        {cards.length > 0 && (
          <ol
            className={classes.list}
            data-line={(isRanked && over) || undefined}
            style={virtual.isOn ? { height: virtual.height } : undefined}
            aria-label={`${name}: issues`}
          >
            {virtual.isOn
              ? virtual.items.map(({ index, start }) => {
                  const row = cards[index]
                  return row && draw(row, index, virtual.slot(start))
                })
              : cards.map((row, index) => draw(row, index, virtual.plain))}
          </ol>
        )}
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

/** Takes cards that are dropped anywhere on the column, and scrolls while one is dragged over it. */
function useDropTarget(
  column: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  status: IssueStatus,
): Over | null {
  const [over, setOver] = useState<Over | null>(null)
  useEffect(() => {
    if (!column.current) return
    return combine(
      dropTargetForElements({
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
      }),
      scroller.current
        ? autoScrollForElements({
            element: scroller.current,
            canScroll: ({ source }) => draggedOf(source.data) !== null,
            getAllowedAxis: () => 'vertical',
          })
        : () => undefined,
    )
  }, [column, scroller, status])
  return over
}

function endAt(y: number, scroller: HTMLElement | null): 'top' | 'bottom' {
  return y < (scroller?.getBoundingClientRect().top ?? 0) ? 'top' : 'bottom'
}

/** The height of a card before it was measured: one or two lines of summary. */
function estimate(row: IssueRow | undefined): number {
  return (row?.issue_summary.length ?? 0) > 38 ? 106 : 88
}

function useVirtualCards(cards: readonly IssueRow[], scroller: RefObject<HTMLElement | null>) {
  const isOn = cards.length > VIRTUAL_FROM
  const virtualizer = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => cards[index]?.issue_name ?? index,
    estimateSize: (index) => estimate(cards[index]),
    overscan: 8,
    useFlushSync: false,
    rangeExtractor: (range) => {
      // The card that is dragged or has the focus stays, however far the others are scrolled.
      const kept = scroller.current?.querySelector('[data-dragged], [data-ticket]:focus-within')
      const index = Number(kept?.closest('li')?.dataset.index ?? -1)
      const shown = defaultRangeExtractor(range)
      if (index < 0 || index >= cards.length || shown.includes(index)) return shown
      return [...shown, index].sort((a, b) => a - b)
    },
  })
  return {
    isOn,
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    plain: { slotRef: virtualizer.measureElement }, // so that nothing jumps when it begins
    scrollTo: (index: number) => virtualizer.scrollToIndex(index, { align: 'auto' }),
    slot: (start: number) => ({
      slotRef: virtualizer.measureElement,
      style: {
        position: 'absolute',
        top: 0,
        left: 0,
        width: '100%',
        transform: `translateY(${start}px)`,
      } as const,
    }),
  }
}

/** Gives a card the focus that it shall have, once it is drawn. */
function useFocusRequest(
  focus: FocusRequest | null,
  cards: readonly IssueRow[],
  scroller: RefObject<HTMLElement | null>,
  scrollTo: (index: number) => void,
): void {
  const done = useRef<FocusRequest | null>(null)
  useLayoutEffect(() => {
    if (!focus || done.current === focus) return
    const index = cards.findIndex((card) => card.issue_name === focus.ticket)
    if (index < 0) return
    const card = scroller.current?.querySelector<HTMLElement>(
      `[data-ticket="${CSS.escape(focus.ticket)}"]`,
    )
    if (!card) {
      scrollTo(index) // it is drawn then, and this runs again
      return
    }
    done.current = focus
    card.querySelector<HTMLElement>('a')?.focus({ preventScroll: true })
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    if (focus.flash && !matchMedia('(prefers-reduced-motion: reduce)').matches)
      card.animate([{ background: 'var(--selected)' }, {}], { duration: 900, easing: 'ease-out' })
  })
}
