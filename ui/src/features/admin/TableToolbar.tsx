import { Button } from '@mantine/core'
import { IconDownload, IconFilter, IconLock, IconPlus } from '@tabler/icons-react'
import type { ColumnRead, TableRead } from '@/api/types.gen'
import { Tooltip } from '@/components/Tooltip'
import { csvPath } from './api/list-rows'
import { Description } from './Description'
import classes from './TableToolbar.module.css'
import { ColumnPicker, TableSwitch } from './ToolbarPickers'

interface Props {
  table: TableRead
  tables: readonly TableRead[]
  /** The columns that are shown. */
  columns: readonly ColumnRead[]
  view: { filter?: string[]; sort?: string }
  onColumns: (names: string[] | undefined) => void
  onFilter: () => void
  onAdd: () => void
}

/** What the table is, and what can be done with all of it. */
export function TableToolbar(props: Props) {
  const { table, tables, columns, view, onColumns, onFilter, onAdd } = props
  const readOnly =
    !table.insert.allowed && !table.update.allowed && !table.delete.allowed
      ? table.update.reason
      : null
  return (
    <header className={classes.toolbar}>
      <div className={classes.what}>
        <h1 className={classes.title}>{table.title}</h1>
        <TableSwitch table={table} tables={tables} />
        {readOnly && (
          <Tooltip label={readOnly}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason shows on focus too */}
            <span className={classes.readOnly} tabIndex={0}>
              <IconLock size={13} stroke={1.8} aria-hidden /> Only read
              <span className={classes.said}>: {readOnly}</span>
            </span>
          </Tooltip>
        )}
        <p className={classes.description} title={table.description.replaceAll('`', '')}>
          <Description text={table.description} />
        </p>
      </div>
      <div className={classes.actions}>
        <Button
          variant="default"
          leftSection={<IconFilter size={15} stroke={1.6} />}
          onClick={onFilter}
          aria-label="Filter"
          className={classes.action}
        >
          Filter
        </Button>
        <ColumnPicker table={table} columns={columns} onColumns={onColumns} />
        <Tooltip label="Download all rows of this view as CSV">
          <Button
            component="a"
            href={csvPath(table.name, view)}
            download={`${table.name}.csv`}
            variant="default"
            leftSection={<IconDownload size={15} stroke={1.6} />}
            aria-label="Download CSV"
            className={classes.action}
          >
            CSV
          </Button>
        </Tooltip>
        {table.insert.allowed ? (
          <Button
            leftSection={<IconPlus size={15} />}
            onClick={onAdd}
            aria-label="Add row"
            className={classes.action}
          >
            Add row
          </Button>
        ) : (
          !readOnly && (
            <Tooltip label={table.insert.reason}>
              <Button
                data-disabled
                variant="default"
                leftSection={<IconPlus size={15} />}
                aria-label={`Rows cannot be added. ${table.insert.reason ?? ''}`}
                aria-disabled
                onClick={(event) => event.preventDefault()}
                className={classes.action}
              >
                Add row
              </Button>
            </Tooltip>
          )
        )}
      </div>
    </header>
  )
}
