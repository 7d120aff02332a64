import { updateAdminRow } from '@/api/sdk.gen'
import type { RowRead } from '@/api/types.gen'

/** Change a row, if it is still the one that is known. */
export async function updateRow(
  table: string,
  row: RowRead,
  values: Record<string, unknown>,
): Promise<RowRead> {
  const { data } = await updateAdminRow({
    path: { table, row_id: row.id },
    body: { values },
    headers: row.etag === null ? undefined : { 'if-match': `"${row.etag}"` },
    throwOnError: true,
  })
  return data
}
