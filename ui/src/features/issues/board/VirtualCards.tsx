import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { useState } from 'react'
import type { IssueRow } from '../api/list-issues'
import classes from './Column.module.css'
import type { CardsProps } from './PlainCards'
import { useFocusRequest } from './use-focus-request'

/** The height of a card before it was measured: one or two lines of summary. */
function estimate(row: IssueRow | undefined): number {
  return (row?.issue_summary.length ?? 0) > 38 ? 108 : 90
}

/** The cards of a long column, of which only those in sight are drawn. */
export function VirtualCards({ cards, draw, scroller, focus, label, line }: CardsProps) {
  const virtualizer = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    initialOffset: () => scroller.current?.scrollTop ?? 0,
    initialRect: {
      width: scroller.current?.clientWidth ?? 0,
      height: scroller.current?.clientHeight ?? 0,
    },
    getItemKey: (index) => cards[index]?.issue_name ?? index,
    estimateSize: (index) => estimate(cards[index]),
    overscan: 8,
    useFlushSync: false,
    rangeExtractor: (range: Range) => {
      // The card that is dragged or has the focus stays, however far the others are scrolled.
      const kept = scroller.current?.querySelector('[data-dragged], [data-ticket]:focus-within')
      const index = Number(kept?.closest('li')?.dataset.index ?? -1)
      const shown = defaultRangeExtractor(range)
      if (index < 0 || index >= cards.length || shown.includes(index)) return shown
      return [...shown, index].sort((a, b) => a - b)
    },
  })
  const scrollTo = (index: number) => virtualizer.scrollToIndex(index, { align: 'auto' })
  useFocusRequest(focus, cards, scroller, scrollTo)
  // These cards take the place of others while someone may be on one of them.
  const [had] = useState(() => {
    const card = document.activeElement?.closest<HTMLElement>('[data-ticket]')
    const ticket = scroller.current?.contains(card ?? null) ? card?.dataset.ticket : undefined
    return ticket ? { ticket, flash: false } : null
  })
  useFocusRequest(had, cards, scroller, scrollTo)
  return (
    <ol
      className={classes.list}
      style={{ height: virtualizer.getTotalSize() }}
      data-line={line}
      aria-label={label}
    >
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = cards[index]
        if (!row) return null
        const transform = `translateY(${start}px)`
        return draw(row, index, {
          slotRef: virtualizer.measureElement,
          style: { position: 'absolute', top: 0, left: 0, width: '100%', transform },
        })
      })}
    </ol>
  )
}
