import { type RefObject, useCallback, useLayoutEffect, useMemo, useState } from 'react'

/** Rows and scrolling columns that are drawn, from the first to before the last. */
export interface InSight {
  rowFrom: number
  rowTo: number
  columnFrom: number
  columnTo: number
}

interface Geometry {
  rows: number
  rowHeight: number
  headHeight: number
  /** Where each scrolling column begins, and where the last one ends; the first begins at 0. */
  starts: readonly number[]
  /** Width of what stays at the left. */
  fixed: number
}

interface View {
  top: number
  left: number
  width: number
  height: number
}

const ROWS_AT_ONCE = 8
const SPARE_COLUMNS = 2

/** What of a grid can be seen, with some rows and columns around it. */
export function inSight({ top, left, width, height }: View, geometry: Geometry): InSight {
  const { rows, rowHeight, headHeight, starts, fixed } = geometry
  // Whole bundles of rows: a step of the wheel draws nothing anew most of the time.
  const first = Math.floor(top / rowHeight / ROWS_AT_ONCE) - 1
  const last = Math.ceil((top + height - headHeight) / rowHeight / ROWS_AT_ONCE) + 1
  const columns = starts.length - 1
  let columnFrom = 0
  while (columnFrom < columns && (starts[columnFrom + 1] ?? 0) <= left) columnFrom += 1
  let columnTo = columnFrom
  while (columnTo < columns && (starts[columnTo] ?? 0) < left + width - fixed) columnTo += 1
  return {
    rowFrom: Math.max(0, Math.min(rows, first * ROWS_AT_ONCE)),
    rowTo: Math.max(0, Math.min(rows, last * ROWS_AT_ONCE)),
    columnFrom: Math.max(0, columnFrom - SPARE_COLUMNS),
    columnTo: Math.min(columns, columnTo + SPARE_COLUMNS),
  }
}

/** Follow what of a grid can be seen; the component is drawn anew only when that changes. */
export function useInSight(scroller: RefObject<HTMLElement | null>, geometry: Geometry) {
  const { rows, rowHeight, headHeight, starts, fixed } = geometry
  const known = useMemo<Geometry>(
    () => ({ rows, rowHeight, headHeight, starts, fixed }),
    [rows, rowHeight, headHeight, starts, fixed],
  )
  const [seen, setSeen] = useState(() =>
    inSight({ top: 0, left: 0, width: window.innerWidth, height: window.innerHeight }, known),
  )
  const look = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const { scrollTop: top, scrollLeft: left, clientWidth: width, clientHeight: height } = element
    const now = inSight({ top, left, width, height }, known)
    setSeen((was) => (JSON.stringify(was) === JSON.stringify(now) ? was : now))
  }, [scroller, known])
  useLayoutEffect(() => {
    look()
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => observer.disconnect()
  }, [look, scroller])
  return { seen, look }
}

/** The numbers of a range, and one more that is drawn wherever it is. */
export function withOne(from: number, to: number, one: number, count: number): number[] {
  const found = Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place)
  if (one < 0 || one >= count || (one >= from && one < to)) return found
  return one < from ? [one, ...found] : [...found, one]
}
