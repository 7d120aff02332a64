import type { PageRowRead, PageTableRead, RowRead } from '@/api/types.gen'
import { queryClient } from '@/lib/query-client'

interface Key {
  _id: string
  path?: { table?: string }
}

function isRowsOf(table: string) {
  return ({ queryKey }: { queryKey: readonly unknown[] }) => {
    const key = queryKey[0] as Key | undefined
    return key?._id === 'listAdminRows' && key.path?.table === table
  }
}

/** Whether a cached answer is of the admin tables. */
function isOfTables({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return /AdminRow|AdminTable/.test((queryKey[0] as Key | undefined)?._id ?? '')
}

/** Put a row as it is now into every cached page that has it. */
export function putRow(table: string, row: RowRead): void {
  queryClient.setQueriesData<PageRowRead>({ predicate: isRowsOf(table) }, (page) =>
    page?.items.some(({ id }) => id === row.id)
      ? { ...page, items: page.items.map((item) => (item.id === row.id ? row : item)) }
      : page,
  )
}

/** Have the rows of a table asked for again: some came or went. */
export function renewRows(table: string): Promise<void> {
  return queryClient.invalidateQueries({ predicate: isRowsOf(table) })
}

/** Count rows of a table that came (or, below zero, went). */
export function countRows(table: string, added: number): void {
  queryClient.setQueriesData<PageTableRead>(
    { predicate: ({ queryKey }) => (queryKey[0] as Key | undefined)?._id === 'listAdminTables' },
    (page) =>
      page && {
        ...page,
        items: page.items.map((item) =>
          item.name === table ? { ...item, row_count: Math.max(0, item.row_count + added) } : item,
        ),
      },
  )
}

/**
 * What is cached elsewhere may be other than it was: other tables (history, the log) and the pages
 * of the product. It is asked for again when somebody looks.
 */
export function renewTheRest(table: string): void {
  const isOwn = isRowsOf(table)
  queryClient.invalidateQueries({
    predicate: (query) =>
      (query.queryKey[0] as Key | undefined)?._id !== 'validateToken' &&
      (!isOfTables(query) ||
        ((query.queryKey[0] as Key | undefined)?._id === 'listAdminRows' && !isOwn(query))),
    refetchType: 'none',
  })
}
