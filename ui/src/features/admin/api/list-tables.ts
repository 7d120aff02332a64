import { useQuery } from '@tanstack/react-query'
import { listAdminTablesOptions } from '@/api/@tanstack/react-query.gen'

/** All tables with what may be done with their rows and columns. */
export function useTables() {
  const { data, ...rest } = useQuery(listAdminTablesOptions({ query: { per_page: 200 } }))
  return { tables: data?.items, ...rest }
}
