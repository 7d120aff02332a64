import { Button } from '@mantine/core'
import { IconTableOff } from '@tabler/icons-react'
import { Link, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { HiddenTitle } from '@/components/HiddenTitle'
import { SkeletonRows } from '@/components/SkeletonRows'
import { usePage } from '@/lib/page'
import { AdminNav } from '../AdminNav'
import { AdminOnly } from '../AdminOnly'
import { useTables } from '../api/list-tables'
import { LeaveGuard } from '../rows/LeaveGuard'
import { useDrafts } from '../rows/use-drafts'
import { TableRail } from '../TableRail'
import classes from './AdminPage.module.css'

const TableOverview = lazy(() =>
  import('../TableOverview').then((m) => ({ default: m.TableOverview })),
)
const loadView = () => import('../TableView').then((m) => ({ default: m.TableView }))
const TableView = lazy(loadView)
// Where the address names a table already, its code comes beside the list of tables, not after it.
if (new URLSearchParams(window.location.search).has('table')) loadView().catch(() => undefined)

/** Every SQL table as a table that can be searched and edited. */
export function AdminPage() {
  return (
    <AdminOnly>
      <div className={classes.page}>
        <AdminNav />
        <Tables />
      </div>
    </AdminOnly>
  )
}

function Tables() {
  const { table: name } = useSearch({ from: '/shell/admin' })
  const { tables, error, refetch } = useTables()
  const drafts = useDrafts(name ?? '')
  const table = tables?.find((item) => item.name === name)
  usePage(
    name
      ? [{ label: 'Administration', to: '/admin' }, { label: table?.title ?? name }]
      : [{ label: 'Administration' }],
  )
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (!tables) return <SkeletonRows rows={17} label="Loading the tables" />
  return (
    <>
      <LeaveGuard unsaved={drafts.unsaved} />
      {name === undefined ? (
        <Suspense fallback={<SkeletonRows rows={17} label="Loading the tables" />}>
          <HiddenTitle>Administration</HiddenTitle>
          <TableOverview tables={tables} hasDrafts={drafts.has} />
        </Suspense>
      ) : (
        <div className={classes.columns}>
          <TableRail tables={tables} hasDrafts={drafts.has} />
          {table ? (
            <Suspense fallback={<SkeletonRows rows={20} label="Loading the table" />}>
              <TableView key={table.name} table={table} tables={tables} store={drafts} />
            </Suspense>
          ) : (
            <div className={classes.missing}>
              <EmptyState
                icon={IconTableOff}
                level={1}
                title={`There is no table “${name}”`}
                text="The address is mistyped, or an update has renamed the table."
              >
                <Button component={Link} to="/admin" variant="default">
                  All tables
                </Button>
              </EmptyState>
            </div>
          )}
        </div>
      )}
    </>
  )
}
