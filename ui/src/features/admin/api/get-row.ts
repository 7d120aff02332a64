import { useQuery } from '@tanstack/react-query'
import { getAdminRowOptions } from '@/api/@tanstack/react-query.gen'
import { getAdminRow } from '@/api/sdk.gen'
import type { RowRead } from '@/api/types.gen'

/** One row with its long texts whole, as it is now. */
export async function getRow(table: string, id: string): Promise<RowRead> {
  const { data } = await getAdminRow({ path: { table, row_id: id }, throwOnError: true })
  return data
}

/** A row of a list with the texts that the list has cut, asked for anew when it is wanted. */
export function useWholeRow(table: string, id: string, enabled: boolean) {
  return useQuery({
    ...getAdminRowOptions({ path: { table, row_id: id } }),
    staleTime: 0,
    enabled,
  })
}
