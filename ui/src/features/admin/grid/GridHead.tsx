// biome-ignore-all lint/a11y/useFocusableInteractive: the cells of a grid have the focus, not its rows
// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out what is not in sight
import { IconArrowDown, IconArrowUp, IconLock } from '@tabler/icons-react'
import { memo, useRef } from 'react'
import type { ColumnRead } from '@/api/types.gen'
import { isNumeric } from '../values'
import classes from './DataGrid.module.css'
import type { DrawnColumn } from './GridRow'

interface Props {
  columns: readonly ColumnRead[]
  widths: readonly number[]
  drawn: readonly DrawnColumn[]
  sort: readonly { column: string; descending: boolean }[]
  selectable: boolean
  /** Whether all rows are chosen, or (null) some of them. */
  selected: boolean | null
  active: number
  /** Of all columns together. */
  width: number
  onResize: (column: string, width: number | null) => void
}

/** The names of the columns; a click sorts by one, its right edge makes it wider. */
export const GridHead = memo(function GridHead(props: Props) {
  const { columns, widths, drawn, sort, active, selectable, selected, onResize } = props
  const cell = (column: ColumnRead, place: number, width: number, left?: number) => {
    const order = sort.findIndex((item) => item.column === column.name)
    const descending = sort[order]?.descending
    const Arrow = descending ? IconArrowDown : IconArrowUp
    return (
      <div
        key={column.name}
        role="columnheader"
        aria-colindex={place + 1}
        aria-sort={order < 0 ? undefined : descending ? 'descending' : 'ascending'}
        aria-describedby={active === place ? 'grid-about-cell' : undefined}
        tabIndex={active === place ? 0 : -1}
        data-row={-1}
        data-column={place}
        data-sortable={column.sortable || undefined}
        data-numeric={isNumeric(column) || undefined}
        className={classes.head}
        style={left === undefined ? { width } : { position: 'absolute', left, width }}
      >
        <span className={classes.title}>{column.title}</span>
        {order >= 0 && (
          <span className={classes.order} aria-hidden>
            <Arrow size={13} stroke={2.2} />
            {sort.length > 1 && order + 1}
          </span>
        )}
        {!column.editable && (
          <IconLock size={12} stroke={1.8} aria-hidden className={classes.lock} />
        )}
        <Edge width={width} onResize={(wanted) => onResize(column.name, wanted)} />
      </div>
    )
  }
  const [key, ...rest] = columns
  return (
    <div role="row" aria-rowindex={1} className={classes.headRow} style={{ width: props.width }}>
      <div className={classes.fixed}>
        <div
          role="columnheader"
          aria-colindex={1}
          tabIndex={active === 0 ? 0 : -1}
          data-row={-1}
          data-column={0}
          className={classes.gutter}
        >
          {selectable ? (
            <input
              type="checkbox"
              ref={(input) => {
                if (input) input.indeterminate = selected === null
              }}
              checked={selected === true}
              readOnly
              tabIndex={-1}
              aria-label="Select all rows of this page"
              className={classes.checkbox}
            />
          ) : (
            <span className={classes.said}>State of the row</span>
          )}
        </div>
        {key && cell(key, 1, widths[0] ?? 0)}
      </div>
      {drawn.map(({ index, start, size }) => {
        const column = rest[index]
        return column && cell(column, index + 2, size, start)
      })}
    </div>
  )
})

interface EdgeProps {
  width: number
  onResize: (width: number | null) => void
}

/** The right edge of a head, by which a column is made wider; Alt and an arrow do the same. */
function Edge({ width, onResize }: EdgeProps) {
  const from = useRef<{ x: number; width: number } | null>(null)
  return (
    <span
      aria-hidden
      className={classes.edge}
      onPointerDown={(event) => {
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => {
        if (from.current) onResize(from.current.width + event.clientX - from.current.x)
      }}
      onPointerUp={() => {
        from.current = null
      }}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onResize(null)}
    />
  )
}
