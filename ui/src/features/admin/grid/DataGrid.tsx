// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out what is not in sight
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import type { ColumnRead, RowRead, TableRead } from '@/api/types.gen'
import { CellEditor, preloadEditors } from '../editors/CellEditor'
import { parseSort } from '../filters'
import { type Change, type Drafts, lockOf } from '../rows/drafts'
import { aboutCell } from './about'
import type { MenuPlace } from './CellMenu'
import classes from './DataGrid.module.css'
import { GridHead } from './GridHead'
import { GridRow } from './GridRow'
import { GridTip } from './GridTip'
import type { Place } from './navigation'
import { useGridCommands } from './use-grid-commands'
import { useGridFocus, useGridPlace } from './use-grid-focus'
import { useGridKeys } from './use-grid-keys'
import { useGridLayout } from './use-grid-layout'
import { placeOf, useGridTip } from './use-grid-tip'
import { useTypeAhead } from './use-type-ahead'

const CellMenu = lazy(() => import('./CellMenu').then((m) => ({ default: m.CellMenu })))

export interface GridActions {
  onSort: (column: string, added: boolean) => void
  onSelect: (ids: readonly string[], selected: boolean) => void
  onStage: (row: RowRead, column: string, change: Change) => void
  onRevert: (id: string, column?: string) => void
  onUndo: () => void
  onDelete: (rows: readonly RowRead[]) => void
  onFilter: (column: ColumnRead, value: unknown) => void
  onFollow: (column: ColumnRead, value: unknown) => void
  onCopy: (row: RowRead, column: ColumnRead, change: Change | undefined) => void
}

interface Props extends GridActions {
  table: TableRead
  columns: readonly ColumnRead[]
  rows: readonly RowRead[]
  /** Tells one page, filter and sorting from another. */
  view: string
  sort: string | undefined
  drafts: Drafts
  selected: ReadonlySet<string>
  /** Ids of rows that are being saved. */
  saving: ReadonlySet<string>
  /** Columns just written, by the rows' ids. */
  written: ReadonlyMap<string, ReadonlySet<string>>
  isBusy: boolean
  /** Another number brings the focus back into the grid. */
  focusAsked: number
}

/**
 * Rows and columns of any table, as the grid pattern of WAI-ARIA has them: one stop of Tab, arrows
 * between cells, Enter or F2 into one. Only what is in sight is drawn, and the cell that has the
 * focus, wherever that is.
 */
export function DataGrid(props: Props) {
  const { table, columns, rows, drafts, selected } = props
  const scroller = useRef<HTMLDivElement>(null)
  const wasActive = useRef(false)
  const [menu, setMenu] = useState<MenuPlace | null>(null)
  const [said, setSaid] = useState('')
  const at = useGridPlace({ rows: rows.length, columns: columns.length })
  const { place, isEditing, go, setWanted, setEditing } = at
  const layout = useGridLayout(scroller, { table: table.name, columns, rows, place })
  const { rowHeight, headHeight, first, widths, width, drawnColumns } = layout

  const about = useCallback(
    (of: Place) => aboutCell(of, table, columns, rows, drafts.get(rows[of.row]?.id ?? '')),
    [table, columns, rows, drafts],
  )
  const { tip, show, hide } = useGridTip(about, isEditing || menu !== null)
  const { keep, handOn } = useTypeAhead()
  const say = (what: string, beside?: Place) => {
    setSaid(what)
    if (beside) show(scroller.current?.querySelector(selectorOf(beside)) ?? null, 'focus')
  }
  const commands = useGridCommands({ table, columns, rows, selected, actions: props, at, say })
  const { columnAt, canSelect, edit, activate, write, commit } = commands
  const { onKeyDown, onCopy, onPaste } = useGridKeys({
    ...{ scroller, columns, rows, drafts, selected, actions: props },
    ...{ at, layout, commands, keep, say, hide },
  })
  useGridFocus(scroller, at, {
    geometry: layout,
    view: props.view,
    focusAsked: props.focusAsked,
    onView: commands.forgetRange,
  })

  const editor = () => {
    const [row, column] = [rows[place.row], columnAt(place)]
    if (!isEditing || !row || !column) return undefined
    return (
      <CellEditor
        key={`${row.id} ${column.name}`}
        table={table}
        column={column}
        row={row}
        change={drafts.get(row.id)?.changes[column.name]}
        locked={lockOf(column, row, table.update.reason)}
        onCommit={(whole, change, then) => commit(whole, column.name, change, then)}
      />
    )
  }

  const allSelected = rows.filter(canSelect)
  const chosen = allSelected.filter(({ id }) => selected.has(id)).length
  const sort = useMemo(() => parseSort(props.sort), [props.sort])
  const lines = about(place)
  return (
    <>
      <div
        ref={scroller}
        role="grid"
        aria-label={table.title}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable={table.delete.allowed || undefined}
        aria-busy={props.isBusy}
        tabIndex={-1}
        className={classes.grid}
        style={
          { '--grid-head': `${headHeight}px`, '--row': `${rowHeight}px` } as React.CSSProperties
        }
        onKeyDown={onKeyDown}
        onCopy={onCopy}
        onPaste={onPaste}
        onScroll={() => {
          hide()
          layout.look()
        }}
        onPointerOver={(event) => {
          if (event.pointerType === 'mouse') show(event.target, 'hover')
        }}
        onPointerLeave={hide}
        onPointerDown={(event) => {
          const on = placeOf(event.target)
          wasActive.current = on !== null && on.row === place.row && on.column === place.column
        }}
        onFocus={(event) => {
          preloadEditors()
          handOn(event)
          const on = placeOf(event.target)
          if (!on || on.element !== event.target) return
          show(on.element, 'focus')
          if (on.row !== place.row || on.column !== place.column) {
            setWanted({ row: on.row, column: on.column })
            setEditing(false)
          }
        }}
        onClick={(event) => {
          const on = placeOf(event.target)
          if (!on || !scroller.current?.contains(event.target as Node)) return
          if (on.row < 0 || on.column === 0) {
            go(on)
            activate(on, event.shiftKey)
          } else if (wasActive.current && !isEditing && isTouch(event)) edit(on)
        }}
        onDoubleClick={(event) => {
          const on = placeOf(event.target)
          if (on && on.row >= 0 && on.column > 0 && !isEditing) edit(on)
        }}
        onContextMenu={(event) => {
          const on = placeOf(event.target)
          if (!on || on.row < 0 || on.column < 1 || isEditing) return
          event.preventDefault()
          go(on)
          setMenu({ ...on, beside: on.element.getBoundingClientRect() })
        }}
      >
        <GridHead
          columns={columns}
          widths={first === widths[0] ? widths : [first, ...widths.slice(1)]}
          drawn={drawnColumns}
          sort={sort}
          selectable={table.delete.allowed}
          selected={chosen === 0 ? false : chosen === allSelected.length ? true : null}
          active={place.row < 0 ? place.column : -1}
          width={width}
          onResize={layout.resize}
        />
        <div
          role="rowgroup"
          className={classes.body}
          style={{ width, height: rows.length * rowHeight }}
        >
          {layout.drawnRows.map((index) => {
            const row = rows[index]
            if (!row) return null
            const isActive = index === place.row
            return (
              <GridRow
                key={row.id}
                row={row}
                index={index}
                top={index * rowHeight}
                drawn={drawnColumns}
                columns={columns}
                first={first}
                selectable={table.delete.allowed}
                selected={selected.has(row.id)}
                draft={drafts.get(row.id)}
                written={props.written.get(row.id)}
                isSaving={props.saving.has(row.id)}
                active={isActive ? place.column : -1}
                editor={isActive ? editor() : undefined}
              />
            )
          })}
        </div>
      </div>
      <div id="grid-about-cell" hidden>
        {lines.map(({ text }) => text).join(' ')}
      </div>
      <div role="status" className={classes.said}>
        {said}
      </div>
      {tip && <GridTip {...tip} />}
      <Suspense>
        {menu && (
          <CellMenu
            place={menu}
            table={table}
            column={columnAt(menu)}
            row={rows[menu.row]}
            change={drafts.get(rows[menu.row]?.id ?? '')?.changes[columnAt(menu)?.name ?? '']}
            onClose={() => {
              setMenu(null)
              go(place)
            }}
            onEdit={() => {
              setMenu(null)
              edit(menu)
            }}
            onClear={() => write(menu, '')}
            onCopy={props.onCopy}
            onRevert={props.onRevert}
            onFilter={props.onFilter}
            onFollow={props.onFollow}
            onDelete={props.onDelete}
          />
        )}
      </Suspense>
    </>
  )
}

function selectorOf({ row, column }: Place): string {
  return `[data-row="${row}"][data-column="${column}"]`
}

function isTouch({ nativeEvent }: React.MouseEvent): boolean {
  return nativeEvent instanceof PointerEvent && nativeEvent.pointerType !== 'mouse'
}
