import { type RefObject, useLayoutEffect } from 'react'
import type { IssueRow } from '../api/list-issues'

/** A card that shall have the focus, as soon as it is there. */
export interface FocusRequest {
  ticket: string
  /** It was put there just now. */
  flash: boolean
}

/** Requests that were met: a list that is drawn anew later must not take the focus again. */
const done = new WeakSet<FocusRequest>()

/** Gives a card of a list the focus that it shall have, once it is drawn. */
export function useFocusRequest(
  focus: FocusRequest | null,
  cards: readonly IssueRow[],
  scroller: RefObject<HTMLElement | null>,
  scrollTo?: (index: number) => void,
): void {
  useLayoutEffect(() => {
    if (!focus || done.has(focus)) return
    const index = cards.findIndex((card) => card.issue_name === focus.ticket)
    if (index < 0) return
    const card = scroller.current?.querySelector<HTMLElement>(
      `[data-ticket="${CSS.escape(focus.ticket)}"]`,
    )
    if (!card) {
      scrollTo?.(index) // it is drawn then, and this runs again
      return
    }
    done.add(focus)
    card.querySelector<HTMLElement>('a')?.focus({ preventScroll: true })
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    if (focus.flash && !matchMedia('(prefers-reduced-motion: reduce)').matches)
      card.animate([{ background: 'var(--selected)' }, {}], { duration: 900, easing: 'ease-out' })
  })
}
