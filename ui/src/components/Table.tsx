import { VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './Table.module.css'

export interface Column<Row> {
  key: string
  head: string
  cell: (row: Row) => ReactNode
  /** The API's name to sort by; without it the column cannot be sorted. */
  sort?: string
  align?: 'end'
  width?: number | string
  /** The head is for screen readers only. */
  hideHead?: boolean
  /** Left out on narrow screens. */
  wideOnly?: boolean
}

interface Props<Row> {
  /** What the table lists, for a screen reader. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string | number
  /** The order now, as `-created_on`. */
  sort?: string
  onSort?: (sort: string) => void
  /** The rows are of before, and others are on their way. */
  stale?: boolean
}

/** A plain table of rows with heads that sort. */
export function Table<Row>(props: Props<Row>) {
  const { label, columns, rows, keyOf, sort, onSort, stale } = props
  return (
    <table className={classes.table} aria-label={label} data-stale={stale || undefined}>
      <thead>
        <tr>
          {columns.map((column) => {
            const up = column.sort !== undefined && sort === column.sort
            const down = column.sort !== undefined && sort === `-${column.sort}`
            return (
              <th
                key={column.key}
                scope="col"
                data-align={column.align}
                data-wide-only={column.wideOnly || undefined}
                style={{ width: column.width }}
                aria-sort={up ? 'ascending' : down ? 'descending' : undefined}
              >
                {column.sort !== undefined && onSort ? (
                  <button
                    type="button"
                    className={classes.sort}
                    onClick={() => onSort(up ? `-${column.sort}` : String(column.sort))}
                  >
                    {column.head}
                    {up && <IconArrowUp size={12} aria-hidden />}
                    {down && <IconArrowDown size={12} aria-hidden />}
                  </button>
                ) : column.hideHead ? (
                  <VisuallyHidden>{column.head}</VisuallyHidden>
                ) : (
                  column.head
                )}
              </th>
            )
          })}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column) => (
              <td
                key={column.key}
                data-align={column.align}
                data-wide-only={column.wideOnly || undefined}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
