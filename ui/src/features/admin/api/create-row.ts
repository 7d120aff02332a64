import { createAdminRow } from '@/api/sdk.gen'
import type { RowRead } from '@/api/types.gen'

/** Add a row. */
export async function createRow(table: string, values: Record<string, unknown>): Promise<RowRead> {
  const { data } = await createAdminRow({ path: { table }, body: { values }, throwOnError: true })
  return data
}
