import { Button } from '@mantine/core'
import { IconChevronDown, IconColumns3 } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, type ReactElement, Suspense, useMemo, useState } from 'react'
import type { ColumnRead, TableRead } from '@/api/types.gen'
import type { PickerOption } from '@/components/Picker'
import { countWords } from './count-words'
import classes from './TableToolbar.module.css'

const Picker = lazy(() => import('@/components/Picker').then((m) => ({ default: m.Picker })))

interface PickProps {
  label: string
  options: readonly PickerOption[]
  selected: readonly string[]
  multiple?: boolean
  onPick: (value: string) => void
  /** The button, given what it does when it is clicked. */
  children: (open?: () => void) => ReactElement
}

/** A picker whose code comes when it is first wanted. */
function Pick({ children, ...props }: PickProps) {
  const [isWanted, setWanted] = useState(false)
  const [opened, setOpened] = useState(true)
  if (!isWanted) return children(() => setWanted(true))
  return (
    <Suspense fallback={children()}>
      <Picker {...props} opened={opened} onOpenedChange={setOpened}>
        {children()}
      </Picker>
    </Suspense>
  )
}

/** Goes to another table, where there is no room for all of them beside this one. */
export function TableSwitch({ table, tables }: { table: TableRead; tables: readonly TableRead[] }) {
  const navigate = useNavigate({ from: '/admin' })
  return (
    <Pick
      label="Table"
      options={tables.map((item) => ({
        value: item.name,
        label: item.title,
        hint: countWords(item),
      }))}
      selected={[table.name]}
      onPick={(name) => navigate({ search: { table: name } })}
    >
      {(open) => (
        <button type="button" className={classes.switch} onClick={open}>
          {table.title} <IconChevronDown size={14} aria-hidden />
        </button>
      )}
    </Pick>
  )
}

interface ColumnProps {
  table: TableRead
  /** The columns that are shown. */
  columns: readonly ColumnRead[]
  onColumns: (names: string[] | undefined) => void
}

/** Which columns are shown. */
export function ColumnPicker({ table, columns, onColumns }: ColumnProps) {
  const shown = columns.map(({ name }) => name)
  const isSome = shown.length < table.columns.length
  const options = useMemo(
    () => table.columns.map(({ name, title }) => ({ value: name, label: title, keywords: name })),
    [table.columns],
  )
  return (
    <Pick
      label="Columns"
      options={options}
      selected={shown}
      multiple
      onPick={(name) => {
        const isShown = shown.includes(name)
        const next = table.columns
          .map((column) => column.name)
          .filter((other) => (other === name ? !isShown : shown.includes(other)))
        if (next.length > 0) onColumns(next.length === table.columns.length ? undefined : next)
      }}
    >
      {(open) => (
        <Button
          variant="default"
          leftSection={<IconColumns3 size={15} stroke={1.6} />}
          aria-label={
            isSome ? `Columns: ${shown.length} of ${table.columns.length} are shown` : 'Columns'
          }
          className={classes.action}
          onClick={open}
        >
          Columns
          {isSome && (
            <span className={classes.count}>
              {shown.length}/{table.columns.length}
            </span>
          )}
        </Button>
      )}
    </Pick>
  )
}
