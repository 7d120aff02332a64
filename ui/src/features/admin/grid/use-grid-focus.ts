import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Place } from './navigation'
import { type Geometry, reveal } from './reveal'

interface Bounds {
  rows: number
  columns: number
}

/** Which cell has the focus or would get it, and whether it is being edited. */
export function useGridPlace({ rows, columns }: Bounds) {
  const [wanted, setWanted] = useState<Place>({ row: 0, column: 1 })
  const [isEditing, setEditing] = useState(false)
  const mustFocus = useRef(false)
  const place: Place = {
    row: Math.min(wanted.row, rows - 1),
    column: Math.min(wanted.column, columns),
  }
  const go = useCallback((to: Place, editing = false) => {
    mustFocus.current = true
    setWanted(to)
    setEditing(editing)
  }, [])
  return { place, isEditing, go, mustFocus, setWanted, setEditing }
}

interface Options {
  geometry: Geometry
  /** Tells one page, filter and sorting from another. */
  view: string
  /** Another number brings the focus back into the grid. */
  focusAsked: number
  /** Called when another view is shown. */
  onView: () => void
}

/** Keeps the focus in the cell where it belongs, in sight, through whatever is drawn anew. */
export function useGridFocus(
  scroller: RefObject<HTMLElement | null>,
  { place, isEditing, go, mustFocus, setWanted, setEditing }: ReturnType<typeof useGridPlace>,
  { geometry, view, focusAsked, onView }: Options,
): void {
  // The cell that has the focus may be gone after this: another page, another order.
  const hadFocus = scroller.current?.contains(document.activeElement) ?? false
  useLayoutEffect(() => {
    if (!scroller.current) return
    if (hadFocus && document.activeElement === document.body) mustFocus.current = true
    if (!mustFocus.current) return
    mustFocus.current = false
    reveal(scroller.current, place, geometry)
    if (isEditing) return
    scroller.current
      .querySelector<HTMLElement>(`[data-row="${place.row}"][data-column="${place.column}"]`)
      ?.focus({ preventScroll: true })
  })

  const asked = useRef(focusAsked)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it is asked for
  useEffect(() => {
    if (asked.current !== focusAsked) go(place)
    asked.current = focusAsked
  }, [focusAsked])

  const shown = useRef(view)
  useEffect(() => {
    if (shown.current === view) return
    shown.current = view
    scroller.current?.scrollTo({ top: 0 })
    setWanted(({ row, column }) => ({ row: Math.min(row, 0), column }))
    setEditing(false)
    onView()
  }, [view, scroller, setWanted, setEditing, onView])
}
