import { Menu } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowUpRight,
  IconCopy,
  IconEraser,
  IconEye,
  IconFilter,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react'
import { useRef } from 'react'
import type { ColumnRead, RowRead, TableRead } from '@/api/types.gen'
import { filterFor } from '../filters'
import { type Change, lockOf } from '../rows/drafts'
import { shownValue } from '../values'
import classes from './CellMenu.module.css'
import type { GridActions } from './DataGrid'
import { valueIn } from './GridRow'
import type { Place } from './navigation'

export interface MenuPlace extends Place {
  beside: DOMRect
}

interface Props
  extends Pick<GridActions, 'onCopy' | 'onRevert' | 'onFilter' | 'onFollow' | 'onDelete'> {
  place: MenuPlace
  table: TableRead
  column: ColumnRead | undefined
  row: RowRead | undefined
  change: Change | undefined
  onClose: () => void
  onEdit: () => void
  onClear: () => void
}

const ICON = { size: 15, stroke: 1.6 } as const

/** What can be done with a cell and its row; opened by the right button or the menu key. */
export function CellMenu(props: Props) {
  const { place, table, column, row, change } = props
  const next = useRef<(() => void) | null>(null)
  if (!column || !row) return null
  const lock = lockOf(column, row, table.update.reason)
  const value = valueIn(row, column.name, change?.text === undefined ? change : undefined)
  const words = shownValue(column, value)
  return (
    <Menu
      opened
      position="bottom-start"
      withinPortal={false}
      floatingStrategy="fixed"
      width={280}
      onClose={() => {
        props.onClose()
        next.current?.()
      }}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={`${column.title} of row ${row.id}`}
          style={{
            padding: 0,
            border: 0,
            background: 'none',
            position: 'fixed',
            left: place.beside.left,
            top: place.beside.top,
            width: 1,
            height: place.beside.height,
            pointerEvents: 'none',
          }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={`${column.title} of row ${row.id}`}>
        {column.kind !== 'secret' && (
          <Menu.Item
            leftSection={lock ? <IconEye {...ICON} /> : <IconPencil {...ICON} />}
            onClick={() => {
              next.current = props.onEdit
            }}
          >
            {lock ? 'Show' : 'Edit'}
          </Menu.Item>
        )}
        {!lock && column.nullable && value !== null && (
          <Menu.Item leftSection={<IconEraser {...ICON} />} onClick={props.onClear}>
            Take the value away
          </Menu.Item>
        )}
        {change && (
          <Menu.Item
            leftSection={<IconArrowBackUp {...ICON} />}
            onClick={() => props.onRevert(row.id, column.name)}
          >
            Take the change back
          </Menu.Item>
        )}
        {column.kind !== 'secret' && (
          <Menu.Item
            leftSection={<IconCopy {...ICON} />}
            onClick={() => props.onCopy(row, column, change)}
          >
            Copy
          </Menu.Item>
        )}
        {filterFor(column, value) && (
          <Menu.Item
            leftSection={<IconFilter {...ICON} />}
            onClick={() => props.onFilter(column, value)}
          >
            <span className={classes.words}>
              {words ? `Only where it is ${words}` : 'Only where it is empty'}
            </span>
          </Menu.Item>
        )}
        {column.foreign_key && value !== null && (
          <Menu.Item
            leftSection={<IconArrowUpRight {...ICON} />}
            onClick={() => props.onFollow(column, value)}
          >
            <span className={classes.words}>
              Show {words} in {column.foreign_key.table}
            </span>
          </Menu.Item>
        )}
        {table.delete.allowed && row.locked === null && (
          <>
            <Menu.Divider />
            <Menu.Item
              className={classes.danger}
              leftSection={<IconTrash {...ICON} />}
              onClick={() => {
                next.current = () => props.onDelete([row])
              }}
            >
              Delete row…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
