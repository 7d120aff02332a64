import { Popover } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { ColumnRead, RowRead, TableRead } from '@/api/types.gen'
import { messageOf } from '@/lib/problem'
import { useWholeRow } from '../api/get-row'
import { CellValue } from '../grid/CellValue'
import { valueIn } from '../grid/GridRow'
import type { Change } from '../rows/drafts'
import { isLong } from '../values'
import classes from './editors.module.css'
import { LineEditor } from './LineEditor'

/** Where the focus goes after an edit; `leave`: it is elsewhere already. */
export type Then = 'stay' | 'down' | 'up' | 'next' | 'previous' | 'leave'

export interface EditorProps {
  column: ColumnRead
  /** The row with the edited value whole. */
  row: RowRead
  /** The cell's value as it would be saved now. */
  value: unknown
  /** What was typed before, where it stands for no value. */
  text?: string
  /** Ends the edit; null leaves the cell as it was. */
  onDone: (change: Change | null, then: Then) => void
}

const ChoiceEditor = lazy(() => import('./ChoiceEditor').then((m) => ({ default: m.ChoiceEditor })))
const ReferenceEditor = lazy(() =>
  import('./ReferenceEditor').then((m) => ({ default: m.ReferenceEditor })),
)
const LongEditor = lazy(() => import('./LongEditor').then((m) => ({ default: m.LongEditor })))
const ListEditor = lazy(() => import('./ListEditor').then((m) => ({ default: m.ListEditor })))
const TimeEditor = lazy(() => import('./TimeEditor').then((m) => ({ default: m.TimeEditor })))
const Viewer = lazy(() => import('./Viewer').then((m) => ({ default: m.Viewer })))

interface Props {
  table: TableRead
  column: ColumnRead
  row: RowRead
  change: Change | undefined
  /** Why the cell cannot be changed; it is then only shown, whole. */
  locked: string | null
  onCommit: (row: RowRead, change: Change | null, then: Then) => void
}

/** What a cell turns into while it is edited, by what its column holds. */
export function CellEditor({ table, column, row, change, locked, onCommit }: Props) {
  const isCut = row.shortened.includes(column.name)
  const { data: whole, error } = useWholeRow(table.name, row.id, isCut)
  const known = isCut ? whole : row
  const shown = (
    <span className={classes.shown}>
      <CellValue
        column={column}
        value={valueIn(row, column.name, change)}
        shortened={!change && isCut}
      />
    </span>
  )
  if (error || !known)
    return (
      <Popover opened position="bottom-start" onChange={() => onCommit(row, null, 'stay')}>
        <Popover.Target>{shown}</Popover.Target>
        <Popover.Dropdown className={classes.note} role="status">
          {error ? messageOf(error) : 'Loading the whole text…'}
        </Popover.Dropdown>
      </Popover>
    )
  const props: EditorProps = {
    column,
    row: known,
    value: change && change.text === undefined ? change.value : (known.values[column.name] ?? null),
    text: change?.text,
    onDone: (next, then) => onCommit(known, next, then),
  }
  return <Suspense fallback={shown}>{editorFor(props, locked, shown)}</Suspense>
}

function editorFor(props: EditorProps, locked: string | null, shown: React.ReactElement) {
  const { column, value } = props
  if (locked !== null) return <Viewer {...props} locked={locked} shown={shown} />
  if (column.kind === 'enum' || column.kind === 'boolean')
    return <ChoiceEditor {...props} shown={shown} />
  if (column.foreign_key) return <ReferenceEditor {...props} shown={shown} />
  if (column.kind === 'time') return <TimeEditor {...props} shown={shown} />
  if (column.kind === 'text_list') return <ListEditor {...props} shown={shown} />
  if (column.kind === 'json' || isLong(column, value))
    return <LongEditor {...props} shown={shown} />
  return <LineEditor {...props} />
}

/** Have the editors' code here before the first of them is wanted. */
export function preloadEditors(): void {
  import('./ChoiceEditor')
  import('./ReferenceEditor')
  import('./LongEditor')
  import('./ListEditor')
  import('./TimeEditor')
  import('./Viewer')
}
