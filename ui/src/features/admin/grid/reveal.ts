import type { Place } from './navigation'

/** What the sizes of a grid's parts are, in pixels. */
export interface Geometry {
  rowHeight: number
  headHeight: number
  fixed: number
  widths: readonly number[]
}

/** Scroll as little as shows a cell whole, clear of the head and of the column that stays. */
export function reveal(scroller: HTMLElement, { row, column }: Place, geometry: Geometry): void {
  const { rowHeight, headHeight, fixed, widths } = geometry
  if (row >= 0) {
    const top = row * rowHeight
    const room = scroller.clientHeight - headHeight
    if (top < scroller.scrollTop) scroller.scrollTop = top
    else if (top + rowHeight > scroller.scrollTop + room)
      scroller.scrollTop = top + rowHeight - room
  }
  if (column < 2) return
  const left = widths.slice(1, column - 1).reduce((sum, width) => sum + width, 0)
  const width = widths[column - 1] ?? 0
  const room = scroller.clientWidth - fixed
  if (left < scroller.scrollLeft || width > room) scroller.scrollLeft = left
  else if (left + width > scroller.scrollLeft + room) scroller.scrollLeft = left + width - room
}
