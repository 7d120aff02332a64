import { useQuery } from '@tanstack/react-query'
import { listAdminRowsOptions } from '@/api/@tanstack/react-query.gen'
import { basePath } from '@/lib/base-path'

export interface RowsQuery {
  sort?: string
  filter?: string[]
  page: number
  per_page: number
}

/** A page of a table's rows. The page before stays while the next one comes, but no other table. */
export function useRows(table: string, query: RowsQuery) {
  return useQuery({
    ...listAdminRowsOptions({ path: { table }, query }),
    placeholderData: (before, query) =>
      query?.queryKey[0].path.table === table ? before : undefined,
  })
}

/** Where all rows that a view shows are as CSV, whatever the page. */
export function csvPath(table: string, { sort, filter }: Partial<RowsQuery>): string {
  const query = new URLSearchParams({ format: 'csv' })
  if (sort) query.set('sort', sort)
  for (const item of filter ?? []) query.append('filter', item)
  return `${basePath}/api/admin/tables/${encodeURIComponent(table)}?${query}`
}
