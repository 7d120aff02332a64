// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out what is not in sight
import { useMediaQuery } from '@mantine/hooks'
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { ColumnRead, RowRead, TableRead } from '@/api/types.gen'
import { CellEditor, preloadEditors, type Then } from '../editors/CellEditor'
import { parseSort } from '../filters'
import type { Change, Drafts } from '../rows/drafts'
import { lockOf } from '../rows/drafts'
import { fromText, toText } from '../values'
import { aboutCell } from './about'
import type { MenuPlace } from './CellMenu'
import classes from './DataGrid.module.css'
import { GridHead } from './GridHead'
import { GridRow, valueIn } from './GridRow'
import { GridTip } from './GridTip'
import { moved, nextEditable, type Place } from './navigation'
import { placeOf, useGridTip } from './use-grid-tip'
import { useInSight, withOne } from './use-in-sight'
import { useTypeAhead } from './use-type-ahead'
import { useWidths } from './use-widths'

const CellMenu = lazy(() => import('./CellMenu').then((m) => ({ default: m.CellMenu })))

export const GUTTER = 36
const STEP = 24 // pixels by which a key makes a column wider

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
  const { table, columns, rows, drafts, selected, onStage, onSelect } = props
  const scroller = useRef<HTMLDivElement>(null)
  const isCoarse = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false })
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const rowHeight = isCoarse ? 44 : 36
  const headHeight = isCoarse ? 44 : 34
  const { widths, resize } = useWidths(table.name, columns, rows)
  const first = Math.min(widths[0] ?? 0, isNarrow ? 110 : 600)
  const fixed = GUTTER + first + 1
  const [wanted, setWanted] = useState<Place>({ row: 0, column: 1 })
  const [isEditing, setEditing] = useState(false)
  const [menu, setMenu] = useState<MenuPlace | null>(null)
  const [said, setSaid] = useState('')
  const mustFocus = useRef(false)
  const lastSelected = useRef<number | null>(null)
  const wasActive = useRef(false)
  const place: Place = {
    row: Math.min(wanted.row, rows.length - 1),
    column: Math.min(wanted.column, columns.length),
  }

  // --- what is drawn ------------------------------------------------------------------------------
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
  const drawnRows = withOne(seen.rowFrom, seen.rowTo, place.row, rows.length)
  const active = place.column - 2
  const drawn = useMemo(
    () =>
      withOne(seen.columnFrom, seen.columnTo, active, starts.length - 1).map((index) => ({
        index,
        start: fixed + (starts[index] ?? 0),
        size: widths[index + 1] ?? 0,
      })),
    [seen.columnFrom, seen.columnTo, active, starts, fixed, widths],
  )
  const width = fixed + (starts.at(-1) ?? 0)

  // --- where the focus is -------------------------------------------------------------------------
  const go = useCallback((to: Place, editing = false) => {
    mustFocus.current = true
    setWanted(to)
    setEditing(editing)
  }, [])

  // The cell that has the focus may be gone after this: another page, another order.
  const hadFocus = scroller.current?.contains(document.activeElement) ?? false
  useLayoutEffect(() => {
    if (!scroller.current) return
    if (hadFocus && document.activeElement === document.body) mustFocus.current = true
    if (!mustFocus.current) return
    mustFocus.current = false
    reveal(scroller.current, place, { rowHeight, headHeight, fixed, widths })
    if (isEditing) return
    scroller.current
      .querySelector<HTMLElement>(`[data-row="${place.row}"][data-column="${place.column}"]`)
      ?.focus({ preventScroll: true })
  })

  const { view, focusAsked } = props
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
    lastSelected.current = null
  }, [view])

  // --- what cells say -----------------------------------------------------------------------------
  const about = useCallback(
    (at: Place) => aboutCell(at, table, columns, rows, drafts.get(rows[at.row]?.id ?? '')),
    [table, columns, rows, drafts],
  )
  const { tip, show, hide } = useGridTip(about, isEditing || menu !== null)
  const { keep, handOn } = useTypeAhead()

  // --- what is done -------------------------------------------------------------------------------
  const columnAt = (at: Place) => columns[at.column - 1]
  const canEdit = (at: Place) => {
    const [row, column] = [rows[at.row], columnAt(at)]
    return row !== undefined && column !== undefined && lockOf(column, row, null) === null
  }
  const canSelect = (row: RowRead | undefined) =>
    row !== undefined && table.delete.allowed && row.locked === null

  const edit = (at: Place) => {
    const row = rows[at.row]
    const column = columnAt(at)
    if (!row || !column || column.kind === 'secret') return
    go(at, true)
  }

  const select = (at: number, toLast: boolean) => {
    const from = toLast && lastSelected.current !== null ? lastSelected.current : at
    const range = rows.slice(Math.min(from, at), Math.max(from, at) + 1).filter(canSelect)
    const isNew = !selected.has(rows[at]?.id ?? '')
    onSelect(
      range.map(({ id }) => id),
      toLast || isNew,
    )
    lastSelected.current = at
  }

  const selectAll = () => {
    const all = rows.filter(canSelect).map(({ id }) => id)
    onSelect(all, !all.every((id) => selected.has(id)))
  }

  const activate = (at: Place, added: boolean) => {
    const column = columnAt(at)
    if (at.row < 0) {
      if (!column) selectAll()
      else if (column.sortable) props.onSort(column.name, added)
    } else if (!column) select(at.row, added)
    else edit(at)
  }

  /** Write what a text stands for into a cell, without an editor. */
  const write = (at: Place, text: string) => {
    const [row, column] = [rows[at.row], columnAt(at)]
    if (!row || !column) return
    const lock = lockOf(column, row, table.update.reason)
    if (lock) {
      setSaid(lock)
      show(scroller.current?.querySelector(selectorOf(at)) ?? null, 'focus')
      return
    }
    const reading = fromText(column, text)
    if (reading.problem === undefined) onStage(row, column.name, { value: reading.value })
    else if (text === '') setSaid(reading.problem)
    else {
      setSaid(reading.problem)
      onStage(row, column.name, { value: null, text, problem: reading.problem })
    }
  }

  const commit = (row: RowRead, column: string, change: Change | null, then: Then) => {
    if (change) onStage(row, column, change)
    if (change?.problem) setSaid(change.problem)
    if (then === 'leave') {
      setEditing(false)
      return
    }
    if (then === 'next' || then === 'previous') {
      const bounds = { rows: rows.length, columns: columns.length + 1 }
      const next = nextEditable(place, bounds, canEdit, then === 'previous')
      go(next ?? place, next !== null)
      return
    }
    const step = then === 'down' ? 1 : then === 'up' ? -1 : 0
    const row_ = Math.max(0, Math.min(rows.length - 1, place.row + step))
    go({ row: row_, column: place.column })
  }

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.defaultPrevented || !scroller.current?.contains(event.target as Node)) return
    if (isEditing) {
      const isWaiting = placeOf(event.target)?.element === event.target
      if (isWaiting && event.key === 'Escape') {
        event.preventDefault()
        go(place)
      } else if (isWaiting) keep(event)
      return
    }
    const mod = event.ctrlKey || event.metaKey
    const column = columnAt(place)
    const row = rows[place.row]
    const handled = () => {
      event.preventDefault()
      hide()
    }
    const page = Math.max(
      1,
      Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1,
    )
    if (place.row < 0 && column && event.altKey && /^Arrow(?:Left|Right)$/.test(event.key)) {
      handled()
      const width = widths[place.column - 1] ?? 100
      resize(column.name, width + (event.key === 'ArrowRight' ? STEP : -STEP))
      return
    }
    const next = moved(place, event, { rows: rows.length, columns: columns.length + 1, page })
    if (next) {
      handled()
      go(next)
    } else if (event.key === 'Enter' || event.key === 'F2') {
      handled()
      activate(place, event.shiftKey)
    } else if (event.key === ' ') {
      handled()
      if (event.shiftKey && row) select(place.row, false)
      else if (column?.kind === 'boolean' && row && canEdit(place)) {
        const now = valueIn(row, column.name, drafts.get(row.id)?.changes[column.name])
        onStage(row, column.name, { value: now !== true })
      } else if (!column || place.row < 0) activate(place, false)
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      if (!row) return
      handled()
      if (column) write(place, '')
      else if (canSelect(row)) props.onDelete([row])
    } else if (mod && event.key.toLowerCase() === 'z') {
      handled()
      props.onUndo()
    } else if (event.key === 'Escape') {
      hide()
      if (selected.size > 0) onSelect([...selected], false)
    }
  }

  const onCopy = (event: React.ClipboardEvent) => {
    const [row, column] = [rows[place.row], columnAt(place)]
    if (isEditing || !row || !column || column.kind === 'secret') return
    const change = drafts.get(row.id)?.changes[column.name]
    if (window.getSelection()?.toString()) return
    event.preventDefault()
    if (!change && row.shortened.includes(column.name)) props.onCopy(row, column, change)
    else {
      event.clipboardData.setData(
        'text/plain',
        change?.text ?? toText(column, valueIn(row, column.name, change)),
      )
      setSaid('Copied')
    }
  }

  const onPaste = (event: React.ClipboardEvent) => {
    if (isEditing || place.row < 0 || place.column < 1) return
    event.preventDefault()
    write(place, event.clipboardData.getData('text/plain'))
  }

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
          look()
        }}
        onPointerOver={(event) => {
          if (event.pointerType === 'mouse') show(event.target, 'hover')
        }}
        onPointerLeave={hide}
        onPointerDown={(event) => {
          const at = placeOf(event.target)
          wasActive.current = at !== null && at.row === place.row && at.column === place.column
        }}
        onFocus={(event) => {
          preloadEditors()
          handOn(event)
          const at = placeOf(event.target)
          if (!at || at.element !== event.target) return
          show(at.element, 'focus')
          if (at.row !== place.row || at.column !== place.column) {
            setWanted({ row: at.row, column: at.column })
            setEditing(false)
          }
        }}
        onClick={(event) => {
          const at = placeOf(event.target)
          if (!at || !scroller.current?.contains(event.target as Node)) return
          if (at.row < 0 || at.column === 0) {
            go(at)
            activate(at, event.shiftKey)
          } else if (wasActive.current && !isEditing && isTouch(event)) edit(at)
        }}
        onDoubleClick={(event) => {
          const at = placeOf(event.target)
          if (at && at.row >= 0 && at.column > 0 && !isEditing) edit(at)
        }}
        onContextMenu={(event) => {
          const at = placeOf(event.target)
          if (!at || at.row < 0 || at.column < 1 || isEditing) return
          event.preventDefault()
          go(at)
          setMenu({ ...at, beside: at.element.getBoundingClientRect() })
        }}
      >
        <GridHead
          columns={columns}
          widths={first === widths[0] ? widths : [first, ...widths.slice(1)]}
          drawn={drawn}
          sort={sort}
          selectable={table.delete.allowed}
          selected={chosen === 0 ? false : chosen === allSelected.length ? true : null}
          active={place.row < 0 ? place.column : -1}
          width={width}
          onResize={resize}
        />
        <div
          role="rowgroup"
          className={classes.body}
          style={{ width, height: rows.length * rowHeight }}
        >
          {drawnRows.map((index) => {
            const row = rows[index]
            if (!row) return null
            const isActive = index === place.row
            return (
              <GridRow
                key={row.id}
                row={row}
                index={index}
                top={index * rowHeight}
                drawn={drawn}
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

interface Geometry {
  rowHeight: number
  headHeight: number
  fixed: number
  widths: readonly number[]
}

/** Scroll as little as shows a cell whole, clear of the head and of the column that stays. */
function reveal(scroller: HTMLElement, { row, column }: Place, geometry: Geometry): void {
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
