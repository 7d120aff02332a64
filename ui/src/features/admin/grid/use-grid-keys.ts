import type { RefObject } from 'react'
import type { ColumnRead, RowRead } from '@/api/types.gen'
import type { Drafts } from '../rows/drafts'
import { toText } from '../values'
import type { GridActions } from './DataGrid'
import { valueIn } from './GridRow'
import { moved } from './navigation'
import type { useGridCommands } from './use-grid-commands'
import type { useGridPlace } from './use-grid-focus'
import type { useGridLayout } from './use-grid-layout'
import { placeOf } from './use-grid-tip'
import type { useTypeAhead } from './use-type-ahead'

const STEP = 24 // pixels by which a key makes a column wider

interface Options {
  scroller: RefObject<HTMLElement | null>
  columns: readonly ColumnRead[]
  rows: readonly RowRead[]
  drafts: Drafts
  selected: ReadonlySet<string>
  actions: GridActions
  at: ReturnType<typeof useGridPlace>
  layout: ReturnType<typeof useGridLayout>
  commands: ReturnType<typeof useGridCommands>
  keep: ReturnType<typeof useTypeAhead>['keep']
  say: (what: string) => void
  /** Take the box beside a cell away. */
  hide: () => void
}

/** What keys and the clipboard do in a grid. */
export function useGridKeys(options: Options) {
  const { scroller, columns, rows, drafts, selected, actions, keep, say, hide } = options
  const { place, isEditing, go } = options.at
  const { rowHeight, headHeight, widths, resize } = options.layout
  const { columnAt, canEdit, canSelect, select, activate, write } = options.commands
  const { onStage, onSelect } = actions

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
      else if (canSelect(row)) actions.onDelete([row])
    } else if (mod && event.key.toLowerCase() === 'z') {
      handled()
      actions.onUndo()
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
    if (!change && row.shortened.includes(column.name)) actions.onCopy(row, column, change)
    else {
      event.clipboardData.setData(
        'text/plain',
        change?.text ?? toText(column, valueIn(row, column.name, change)),
      )
      say('Copied')
    }
  }

  const onPaste = (event: React.ClipboardEvent) => {
    if (isEditing || place.row < 0 || place.column < 1) return
    event.preventDefault()
    write(place, event.clipboardData.getData('text/plain'))
  }

  return { onKeyDown, onCopy, onPaste }
}
