import { deleteAdminRow } from '@/api/sdk.gen'
import type { RowRead } from '@/api/types.gen'

/** Delete a row, if it is still the one that is known. */
export async function deleteRow(table: string, row: RowRead): Promise<void> {
  await deleteAdminRow({
    path: { table, row_id: row.id },
    headers: row.etag === null ? undefined : { 'if-match': `"${row.etag}"` },
    throwOnError: true,
  })
}
