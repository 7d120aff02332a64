import { useLocalStorage } from '@mantine/hooks'
import { useCallback, useMemo, useRef } from 'react'
import type { ColumnRead, RowRead } from '@/api/types.gen'
import { shownValue } from '../values'

const PER_CHARACTER = 7.2
const PADDING = 22
const HEAD_ICONS = 40
export const NARROWEST = 56
const WIDEST = 1200

const BOUNDS: Readonly<Record<ColumnRead['kind'], readonly [number, number]>> = {
  integer: [72, 160],
  number: [80, 160],
  time: [148, 160],
  date: [96, 120],
  boolean: [76, 120],
  enum: [96, 200],
  text: [88, 320],
  long_text: [140, 320],
  markdown: [200, 320],
  text_list: [130, 240],
  json: [160, 300],
  binary: [84, 120],
  secret: [84, 120],
  other: [120, 260],
}

/** The width that shows a column's title and most of what its cells hold, in pixels. */
export function widthOf(column: ColumnRead, rows: readonly RowRead[]): number {
  const [least, most] = BOUNDS[column.kind]
  let longest = 0
  for (const { values } of rows)
    longest = Math.max(longest, Math.min(60, shownValue(column, values[column.name]).length))
  const icon = column.kind === 'enum' ? 22 : 0
  const content = longest * PER_CHARACTER + PADDING + icon
  const head = column.title.length * PER_CHARACTER + HEAD_ICONS
  return Math.round(Math.max(Math.min(head, 200), Math.min(most, Math.max(least, content))))
}

/**
 * The widths of a table's columns: guessed from the first rows that are seen, so that nothing
 * shifts while one pages, and kept in the browser where somebody has set them.
 */
export function useWidths(
  table: string,
  columns: readonly ColumnRead[],
  rows: readonly RowRead[] | undefined,
) {
  const [own, setOwn] = useLocalStorage<Record<string, number>>({
    key: `ticketing-admin-widths-${table}`,
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const seen = useRef<readonly RowRead[]>([])
  if (seen.current.length === 0 && rows) seen.current = rows
  const sample = seen.current
  const widths = useMemo(
    () => columns.map((column) => own[column.name] ?? widthOf(column, sample)),
    [columns, sample, own],
  )
  const resize = useCallback(
    (column: string, width: number | null) =>
      setOwn((were) => {
        const { [column]: _, ...others } = were
        if (width === null) return others
        return { ...others, [column]: Math.round(Math.max(NARROWEST, Math.min(WIDEST, width))) }
      }),
    [setOwn],
  )
  return { widths, resize }
}
