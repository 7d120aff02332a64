import { getAdminRow } from '@/api/sdk.gen'
import type { RowRead } from '@/api/types.gen'

/** One row with its long texts whole, as it is now. */
export async function getRow(table: string, id: string): Promise<RowRead> {
  const { data } = await getAdminRow({ path: { table, row_id: id }, throwOnError: true })
  return data
}
