import { Button } from '@mantine/core'
import { IconFilterOff, IconTableOff } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import type { ColumnRead, RowRead, TableRead } from '@/api/types.gen'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { copyText } from '@/lib/clipboard'
import { useActions } from '@/lib/keys'
import { ApiError } from '@/lib/problem'
import { toastDone, toastError } from '@/lib/toast'
import { getRow } from './api/get-row'
import { useRows } from './api/list-rows'
import { filterFor, formatFilter, nextSort } from './filters'
import { DataGrid } from './grid/DataGrid'
import { GridSkeleton } from './grid/GridSkeleton'
import type { Change } from './rows/drafts'
import type { DraftStore } from './rows/use-drafts'
import { useSave } from './rows/use-save'
import { TableFooter } from './TableFooter'
import { TableToolbar } from './TableToolbar'
import classes from './TableView.module.css'
import { toText } from './values'

const FilterBar = lazy(() => import('./FilterBar').then((m) => ({ default: m.FilterBar })))
const AddRow = lazy(() => import('./rows/AddRow').then((m) => ({ default: m.AddRow })))
const DeleteRows = lazy(() => import('./rows/DeleteRows').then((m) => ({ default: m.DeleteRows })))

export const ROWS_PER_PAGE = 50
const NONE: ReadonlySet<string> = new Set()

interface Props {
  table: TableRead
  tables: readonly TableRead[]
  store: DraftStore
}

/** One table: its rows filtered, sorted, a page at a time, and edited in place. */
export function TableView({ table, tables, store }: Props) {
  const search = useSearch({ from: '/shell/admin' })
  const navigate = useNavigate({ from: '/admin' })
  const perPage = search.rowsPerPage ?? ROWS_PER_PAGE
  const pageNo = search.pageNo ?? 1
  const filters = search.filter
  const { data, error, isPlaceholderData, refetch } = useRows(table.name, {
    sort: search.sort,
    filter: filters?.length ? filters : undefined,
    page: pageNo,
    per_page: perPage,
  })
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE)
  const [adding, setAdding] = useState(false)
  const [deleting, setDeleting] = useState<readonly RowRead[]>([])
  const [isFiltering, setFiltering] = useState(false)
  const [focusAsked, setFocusAsked] = useState(0)
  const { save, saving, written, isSaving } = useSave(table.name, store)
  const view = JSON.stringify([filters, search.sort, pageNo, perPage])
  const columns = useMemo(() => {
    const shown = search.cols && table.columns.filter(({ name }) => search.cols?.includes(name))
    return shown?.length ? shown : table.columns
  }, [table.columns, search.cols])
  const rows = data?.items

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows, none of them chosen
  useEffect(() => setSelected(NONE), [view])

  /** Another view of the same table; the first page of it unless said. */
  const show = useCallback(
    (next: Partial<typeof search>) =>
      navigate({ search: (now) => ({ ...now, pageNo: undefined, ...next }) }),
    [navigate],
  )
  const setFilters = useCallback(
    (next: readonly string[]) => show({ filter: next.length ? [...next] : undefined }),
    [show],
  )

  useActions(
    useMemo(
      () => [
        {
          id: 'admin-filter',
          title: 'Filter the rows',
          group: 'Table',
          keys: 'f',
          run: () => setFiltering(true),
        },
        {
          id: 'admin-save',
          title: 'Save the changed cells',
          group: 'Table',
          keys: 'mod+s',
          inFields: true,
          inPalette: store.drafts.size > 0,
          run: () => save(store.drafts),
        },
        {
          id: 'admin-add',
          title: `Add a row to ${table.title}`,
          group: 'Table',
          keys: 'n',
          enabled: table.insert.allowed,
          run: () => setAdding(true),
        },
      ],
      [store.drafts, save, table],
    ),
  )

  const copy = async (row: RowRead, column: ColumnRead, change: Change | undefined) => {
    try {
      const whole =
        !change && row.shortened.includes(column.name) ? await getRow(table.name, row.id) : row
      await copyText(
        change
          ? (change.text ?? toText(column, change.value))
          : toText(column, whole.values[column.name]),
      )
      toastDone('Copied')
    } catch (failure) {
      toastError('Not copied', failure)
    }
  }

  const focusRows = useCallback(() => setFocusAsked((times) => times + 1), [])
  const chosen = (rows ?? []).filter(({ id }) => selected.has(id))
  const isFilterBar = isFiltering || Boolean(filters?.length)
  const isRefused = error instanceof ApiError && error.status === 422
  return (
    <section className={classes.view} aria-label={table.title}>
      <TableToolbar
        table={table}
        tables={tables}
        columns={columns}
        view={{ filter: filters, sort: search.sort }}
        onColumns={(names) =>
          navigate({ search: (now) => ({ ...now, cols: names }), replace: true })
        }
        onFilter={() => setFiltering(true)}
        onAdd={() => setAdding(true)}
      />
      {isFilterBar && (
        <Suspense fallback={<div className={classes.filters} />}>
          <FilterBar
            table={table}
            filters={filters ?? []}
            opened={isFiltering}
            onOpenedChange={setFiltering}
            onChange={setFilters}
            onFocusRows={focusRows}
          />
        </Suspense>
      )}
      <div className={classes.body}>
        {error && !isRefused ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : isRefused ? (
          <EmptyState
            icon={IconFilterOff}
            title="The address asks for what the table cannot give"
            text={error.message}
          >
            <Button variant="default" onClick={() => show({ filter: undefined, sort: undefined })}>
              Show all rows
            </Button>
          </EmptyState>
        ) : !rows ? (
          <GridSkeleton table={table} columns={columns} />
        ) : rows.length === 0 ? (
          <NoRows
            table={table}
            isFiltered={Boolean(filters?.length)}
            isBeyond={pageNo > 1}
            onFirst={() => show({})}
            onAll={() => show({ filter: undefined })}
            onAdd={() => setAdding(true)}
          />
        ) : (
          <DataGrid
            table={table}
            columns={columns}
            rows={rows}
            view={view}
            sort={search.sort}
            drafts={store.drafts}
            selected={selected}
            saving={saving}
            written={written}
            isBusy={isPlaceholderData}
            focusAsked={focusAsked}
            onSort={(column, added) => show({ sort: nextSort(search.sort, column, added) })}
            onSelect={(ids, isIn) =>
              setSelected((were) => {
                const next = new Set(were)
                for (const id of ids) isIn ? next.add(id) : next.delete(id)
                return next
              })
            }
            onStage={store.stage}
            onRevert={store.revert}
            onUndo={store.undo}
            onDelete={setDeleting}
            onCopy={copy}
            onFilter={(column, value) => {
              const filter = filterFor(column, value)
              const text = filter && formatFilter(filter)
              if (text && !filters?.includes(text)) setFilters([...(filters ?? []), text])
            }}
            onFollow={({ foreign_key }, value) =>
              foreign_key &&
              navigate({
                search: {
                  table: foreign_key.table,
                  filter: [`${foreign_key.column}:eq:${String(value)}`],
                },
              })
            }
          />
        )}
      </div>
      <TableFooter
        table={table}
        page={data}
        pageNo={pageNo}
        perPage={perPage}
        store={store}
        isSaving={isSaving}
        selected={chosen}
        onPage={(next) => show({ pageNo: next > 1 ? next : undefined })}
        onPerPage={(size) => show({ rowsPerPage: size === ROWS_PER_PAGE ? undefined : size })}
        onSave={() => save(store.drafts)}
        onDelete={() => setDeleting(chosen)}
        onUnselect={() => setSelected(NONE)}
        onShowRow={(row) => show({ filter: filtersOfRow(table, row), sort: undefined })}
      />
      <Suspense>
        {adding && (
          <AddRow
            table={table}
            onClose={() => {
              setAdding(false)
              focusRows()
            }}
            onShow={(row) => show({ filter: filtersOfRow(table, row), sort: undefined })}
          />
        )}
        {deleting.length > 0 && (
          <DeleteRows
            table={table}
            rows={deleting}
            onClose={() => {
              setDeleting([])
              focusRows()
            }}
            onDeleted={(ids) => {
              for (const id of ids) store.revert(id)
              setSelected((were) => new Set([...were].filter((id) => !ids.includes(id))))
            }}
          />
        )}
      </Suspense>
    </section>
  )
}

/** The filters that leave one row. */
export function filtersOfRow(table: TableRead, row: RowRead): string[] {
  return table.primary_key.flatMap((name) => {
    const column = table.columns.find((item) => item.name === name)
    const filter = column && filterFor(column, row.values[name])
    return filter ? [formatFilter(filter)] : []
  })
}

interface NoRowsProps {
  table: TableRead
  isFiltered: boolean
  isBeyond: boolean
  onFirst: () => void
  onAll: () => void
  onAdd: () => void
}

function NoRows({ table, isFiltered, isBeyond, onFirst, onAll, onAdd }: NoRowsProps) {
  if (isBeyond)
    return (
      <EmptyState
        icon={IconTableOff}
        title="There is no such page"
        text="The table ends before it."
      >
        <Button variant="default" onClick={onFirst}>
          First page
        </Button>
      </EmptyState>
    )
  if (isFiltered)
    return (
      <EmptyState icon={IconFilterOff} title="No row matches" text="The filters leave nothing.">
        <Button variant="default" onClick={onAll}>
          Clear the filters
        </Button>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={IconTableOff}
      title={`${table.title} has no rows yet`}
      text={table.insert.reason ?? 'What is added shows up here.'}
    >
      {table.insert.allowed && <Button onClick={onAdd}>Add a row</Button>}
    </EmptyState>
  )
}
