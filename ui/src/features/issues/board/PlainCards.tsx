import type { CSSProperties, ReactNode, Ref, RefObject } from 'react'
import type { IssueRow } from '../api/list-issues'
import classes from './Column.module.css'
import { type FocusRequest, useFocusRequest } from './use-focus-request'

/** Draws a card; `placed` says where, if it does not stand below the one before it by itself. */
export type DrawCard = (
  row: IssueRow,
  index: number,
  placed?: { slotRef: Ref<HTMLLIElement>; style: CSSProperties },
) => ReactNode

export interface CardsProps {
  cards: readonly IssueRow[]
  draw: DrawCard
  /** What the cards scroll in. */
  scroller: RefObject<HTMLElement | null>
  focus: FocusRequest | null
  label: string
  /** Where a dragged card would go that is over none of these. */
  line?: 'top' | 'bottom'
}

/** The cards of a column, all of them drawn. */
export function PlainCards({ cards, draw, scroller, focus, label, line }: CardsProps) {
  useFocusRequest(focus, cards, scroller)
  return (
    <ol className={classes.list} data-line={line} aria-label={label}>
      {cards.map((row, index) => draw(row, index))}
    </ol>
  )
}
