import { useQuery } from '@tanstack/react-query'
import { getAdminRowOptions } from '@/api/@tanstack/react-query.gen'
import { getAdminRow } from '@/api/sdk.gen'
import type { RowRead } from '@/api/types.gen'

/** One row with its long texts whole, as it is now. */
export async function getRow(table: string, id: string): Promise<RowRead> {
  const { data } = await getAdminRow({ path: { table, row_id: id }, throwOnError: true })
  return data
}

/** The same for a cell that is being edited: asked anew each time that an editor opens. */
export function useWholeRow(table: string, id: string, enabled: boolean) {
  return useQuery({
    ...getAdminRowOptions({ path: { table, row_id: id } }),
    enabled,
    staleTime: 0,
  })
}
