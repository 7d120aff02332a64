// biome-ignore-all lint/a11y/useFocusableInteractive: the cells of a grid have the focus, not its rows
// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out what is not in sight
import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import type { ColumnRead, RowRead } from '@/api/types.gen'
import type { Change, RowDraft } from '../rows/drafts'
import { isNumeric } from '../values'
import { CellValue } from './CellValue'
import classes from './DataGrid.module.css'

/** A column that is drawn: its number among all, and where it stands. */
export interface DrawnColumn {
  index: number
  start: number
  size: number
}

interface Props {
  row: RowRead
  index: number
  top: number
  /** Columns that scroll, as far as they are in sight. */
  drawn: readonly DrawnColumn[]
  columns: readonly ColumnRead[]
  /** Width of the first column, which stays at the left. */
  first: number
  /** Rows can be chosen, to be deleted. */
  selectable: boolean
  selected: boolean
  draft?: RowDraft
  /** Columns that were just written. */
  written?: ReadonlySet<string>
  isSaving: boolean
  /** Place of the cell that has the focus, or would get it; -1 if that is in another row. */
  active: number
  /** What stands in the active cell while it is edited. */
  editor?: ReactNode
}

/** The value that a cell shows: the changed one, or what was typed instead of one. */
export function valueIn(row: RowRead, column: string, change: Change | undefined): unknown {
  if (!change) return row.values[column] ?? null
  return change.text ?? change.value
}

/** A row of the grid. Column 0 is the gutter, in which the row is chosen. */
export const GridRow = memo(function GridRow(props: Props) {
  const { row, index, top, drawn, columns, first, selected, draft, active, editor } = props
  const cell = (column: ColumnRead, place: number, style: React.CSSProperties, sticky = false) => {
    const change = draft?.changes[column.name]
    const locked = !column.editable || row.locked !== null
    const isActive = active === place
    return (
      <div
        key={column.name}
        role="gridcell"
        aria-colindex={place + 1}
        aria-readonly={locked || undefined}
        aria-invalid={change?.problem !== undefined || undefined}
        aria-describedby={isActive ? 'grid-about-cell' : undefined}
        tabIndex={isActive ? 0 : -1}
        data-row={index}
        data-column={place}
        data-sticky={sticky || undefined}
        data-locked={locked || undefined}
        data-changed={change !== undefined || undefined}
        data-problem={change?.problem !== undefined || change?.now !== undefined || undefined}
        data-written={props.written?.has(column.name) || undefined}
        data-numeric={isNumeric(column) || undefined}
        data-editing={(isActive && editor !== undefined) || undefined}
        className={classes.cell}
        style={style}
      >
        {isActive && editor !== undefined ? (
          editor
        ) : (
          <CellContent row={row} column={column} change={change} />
        )}
      </div>
    )
  }
  const [key, ...rest] = columns
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.selectable ? selected : undefined}
      data-selected={selected || undefined}
      data-saving={props.isSaving || undefined}
      className={classes.row}
      style={{ top }}
    >
      <div className={classes.fixed}>
        <div
          role="gridcell"
          aria-colindex={1}
          aria-describedby={active === 0 ? 'grid-about-cell' : undefined}
          tabIndex={active === 0 ? 0 : -1}
          data-row={index}
          data-column={0}
          className={classes.gutter}
        >
          <Gutter {...props} />
        </div>
        {key && cell(key, 1, { width: first }, true)}
      </div>
      {drawn.map(({ index: place, start, size }) => {
        const column = rest[place]
        return column && cell(column, place + 2, { position: 'absolute', left: start, width: size })
      })}
    </div>
  )
})

function Gutter({ row, selectable, selected, draft }: Props) {
  if (draft?.problem)
    return (
      <IconAlertTriangle size={15} role="img" aria-label="Not saved" className={classes.alert} />
    )
  if (row.locked)
    return (
      <IconLock size={14} stroke={1.8} role="img" aria-label="Locked" className={classes.lock} />
    )
  if (!selectable) return null
  return (
    <input
      type="checkbox"
      checked={selected}
      readOnly
      tabIndex={-1}
      aria-label={`Select row ${row.id}`}
      className={classes.checkbox}
    />
  )
}

function CellContent(props: { row: RowRead; column: ColumnRead; change: Change | undefined }) {
  const { row, column, change } = props
  if (change?.text !== undefined)
    return <span className={classes.typed}>{change.text || 'Empty'}</span>
  return (
    <>
      <CellValue
        column={column}
        value={valueIn(row, column.name, change)}
        shortened={change === undefined && row.shortened.includes(column.name)}
      />
      {change && <span className={classes.said}>, changed</span>}
    </>
  )
}
