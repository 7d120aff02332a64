import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type Column, directionOf, sortAfterClick } from './columns'
import classes from './GridHead.module.css'
import { GridCell, GridRow } from './grid-parts'
import type { Selection } from './use-selection'

interface Props {
  columns: readonly Column[]
  /** No room for the words of narrow columns. */
  tight: boolean
  sort: string | undefined
  onSort: (sort: string | undefined) => void
  selection?: Selection
  tickets: readonly string[]
}

/** The heads of the columns: a click sorts by one, another click the other way round. */
export function GridHead(props: Props) {
  const { columns, tight, sort, onSort, selection, tickets } = props
  const some = (selection?.selected.size ?? 0) > 0
  const all = some && selection?.selected.size === tickets.length
  return (
    // biome-ignore lint/a11y/useSemanticElements: laid out by itself, not as a table
    <div role="rowgroup" className={classes.group}>
      <GridRow aria-rowindex={1} className={classes.head}>
        {selection && (
          <GridCell role="columnheader" className={classes.check}>
            <input
              type="checkbox"
              aria-label={`Select all ${tickets.length} on this page`}
              title={`Select all ${tickets.length} on this page`}
              checked={all}
              disabled={tickets.length === 0}
              ref={(box) => {
                if (box) box.indeterminate = some && !all
              }}
              onChange={() => (all ? selection.clear() : selection.select(tickets))}
            />
          </GridCell>
        )}
        {columns.map((column) => (
          <Head key={column.id} column={column} tight={tight} sort={sort} onSort={onSort} />
        ))}
      </GridRow>
    </div>
  )
}

const GLYPH_WIDTH = 32

function Head(props: Pick<Props, 'tight' | 'sort' | 'onSort'> & { column: Column }) {
  const { column, tight, sort, onSort } = props
  const direction = directionOf(column, sort)
  const Arrow = direction === 'descending' ? IconArrowDown : IconArrowUp
  return (
    <GridCell
      role="columnheader"
      aria-sort={direction}
      className={classes.cell}
      data-column={column.id}
      data-end={column.alignEnd || undefined}
      data-glyph={column.glyph || (tight && isGlyph(column)) || undefined}
    >
      {column.sort ? (
        <button
          type="button"
          className={classes.sort}
          title={`Sort by ${column.label.toLowerCase()}`}
          onClick={() => onSort(sortAfterClick(column, sort))}
        >
          <span className={classes.label}>{column.label}</span>
          <Arrow
            size={12}
            stroke={2.2}
            aria-hidden
            className={classes.arrow}
            data-on={direction !== undefined || undefined}
          />
        </button>
      ) : (
        <span className={classes.label}>{column.label}</span>
      )}
    </GridCell>
  )
}

/** Whether a column is too narrow for its name where there is little room. */
function isGlyph(column: Column): boolean {
  return column.tight > 0 && column.tight <= GLYPH_WIDTH
}
