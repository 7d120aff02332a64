import { useMediaQuery } from '@mantine/hooks'
import { type RefObject, useMemo } from 'react'
import type { ColumnRead, RowRead } from '@/api/types.gen'
import type { Place } from './navigation'
import { useInSight, withOne } from './use-in-sight'
import { useWidths } from './use-widths'

/** Width of the boxes that select rows, in pixels. */
export const GUTTER = 36

interface Options {
  table: string
  columns: readonly ColumnRead[]
  rows: readonly RowRead[]
  /** The cell that has the focus: it is drawn wherever it is. */
  place: Place
}

/** How large the parts of a grid are, and which of its rows and columns are drawn. */
export function useGridLayout(scroller: RefObject<HTMLElement | null>, options: Options) {
  const { table, columns, rows, place } = options
  const isCoarse = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false })
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const rowHeight = isCoarse ? 44 : 36
  const headHeight = isCoarse ? 44 : 34
  const { widths, resize } = useWidths(table, columns, rows)
  const first = Math.min(widths[0] ?? 0, isNarrow ? 110 : 600)
  const fixed = GUTTER + first + 1
  const starts = useMemo(() => {
    const found = [0]
    for (const width of widths.slice(1)) found.push((found.at(-1) ?? 0) + width)
    return found
  }, [widths])
  const { seen, look } = useInSight(scroller, {
    rows: rows.length,
    rowHeight,
    headHeight,
    starts,
    fixed,
  })
  const active = place.column - 2
  const drawnColumns = useMemo(
    () =>
      withOne(seen.columnFrom, seen.columnTo, active, starts.length - 1).map((index) => ({
        index,
        start: fixed + (starts[index] ?? 0),
        size: widths[index + 1] ?? 0,
      })),
    [seen.columnFrom, seen.columnTo, active, starts, fixed, widths],
  )
  return {
    rowHeight,
    headHeight,
    /** Of the column that stays, of it with the boxes before it, and of each column. */
    first,
    fixed,
    widths,
    /** Of all that scrolls. */
    width: fixed + (starts.at(-1) ?? 0),
    drawnRows: withOne(seen.rowFrom, seen.rowTo, place.row, rows.length),
    drawnColumns,
    resize,
    /** Call it when the grid was scrolled. */
    look,
  }
}
