import type { TableRead } from '@/api/types.gen'

/** "6,631", or "about 48,600" where it was not counted. */
export function countWords({ row_count, row_count_is_exact }: TableRead): string {
  if (row_count_is_exact) return row_count.toLocaleString('en')
  const size = 10 ** Math.max(0, String(row_count).length - 3)
  return `about ${(Math.round(row_count / size) * size).toLocaleString('en')}`
}
