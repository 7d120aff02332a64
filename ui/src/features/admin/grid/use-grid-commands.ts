import { useCallback, useRef } from 'react'
import type { ColumnRead, RowRead, TableRead } from '@/api/types.gen'
import type { Then } from '../editors/CellEditor'
import type { Change } from '../rows/drafts'
import { lockOf } from '../rows/drafts'
import { fromText } from '../values'
import type { GridActions } from './DataGrid'
import { nextEditable, type Place } from './navigation'
import type { useGridPlace } from './use-grid-focus'

interface Options {
  table: TableRead
  columns: readonly ColumnRead[]
  rows: readonly RowRead[]
  selected: ReadonlySet<string>
  actions: GridActions
  at: ReturnType<typeof useGridPlace>
  /** Say it to a screen reader; `beside` is where the cell's own box shall say it, too. */
  say: (what: string, beside?: Place) => void
}

/** What can be done with the cells of a grid, however one asks for it. */
export function useGridCommands(options: Options) {
  const { table, columns, rows, selected, actions, say } = options
  const { place, go, setEditing } = options.at
  const { onSelect, onStage } = actions
  const lastSelected = useRef<number | null>(null)
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
      else if (column.sortable) actions.onSort(column.name, added)
    } else if (!column) select(at.row, added)
    else edit(at)
  }

  /** Write what a text stands for into a cell, without an editor. */
  const write = (at: Place, text: string) => {
    const [row, column] = [rows[at.row], columnAt(at)]
    if (!row || !column) return
    const lock = lockOf(column, row, table.update.reason)
    if (lock) {
      say(lock, at)
      return
    }
    const reading = fromText(column, text)
    if (reading.problem === undefined) onStage(row, column.name, { value: reading.value })
    else if (text === '') say(reading.problem)
    else {
      say(reading.problem)
      onStage(row, column.name, { value: null, text, problem: reading.problem })
    }
  }

  const commit = (row: RowRead, column: string, change: Change | null, then: Then) => {
    if (change) onStage(row, column, change)
    if (change?.problem) say(change.problem)
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

  const forgetRange = useCallback(() => {
    lastSelected.current = null // another view: Shift has nothing to begin at
  }, [])
  return { columnAt, canEdit, canSelect, edit, select, activate, write, commit, forgetRange }
}
