import { useCallback, useMemo, useRef, useState } from 'react'

/** Which issues of a page are selected. */
export interface Selection {
  selected: ReadonlySet<string>
  toggle: (ticket: string) => void
  /** Select all from the one that was last put in to this one. */
  extendTo: (ticket: string) => void
  select: (tickets: readonly string[]) => void
  clear: () => void
}

const NOTHING: ReadonlySet<string> = new Set()

/**
 * The selection among the tickets of a page. It ends with the view: what is not seen is not changed.
 *
 * @param view - names the view; another one begins with nothing selected
 */
export function useSelection(tickets: readonly string[], view: string): Selection {
  const [state, setState] = useState({ view, chosen: NOTHING })
  // Where a range begins, and what was selected when it did.
  const anchor = useRef<{ ticket: string; base: ReadonlySet<string> } | null>(null)
  const selected = useMemo(() => {
    if (state.view !== view || state.chosen.size === 0) return NOTHING
    return new Set(tickets.filter((ticket) => state.chosen.has(ticket)))
  }, [state, view, tickets])
  const latest = useRef({ tickets, selected })
  latest.current = { tickets, selected }
  const select = useCallback(
    (chosen: Iterable<string>) => setState({ view, chosen: new Set(chosen) }),
    [view],
  )
  return useMemo(
    () => ({
      selected,
      select: (chosen) => {
        anchor.current = null
        select(chosen)
      },
      toggle: (ticket) => {
        const next = new Set(latest.current.selected)
        if (!next.delete(ticket)) next.add(ticket)
        anchor.current = { ticket, base: next }
        select(next)
      },
      extendTo: (ticket) => {
        const order = latest.current.tickets
        anchor.current ??= { ticket, base: latest.current.selected }
        const from = order.indexOf(anchor.current.ticket)
        const to = order.indexOf(ticket)
        const range = from < 0 ? [ticket] : order.slice(Math.min(from, to), Math.max(from, to) + 1)
        select([...anchor.current.base, ...range])
      },
      clear: () => {
        anchor.current = null
        select([])
      },
    }),
    [selected, select],
  )
}
