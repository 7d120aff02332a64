import type { RowRead } from '@/api/types.gen'

interface Compared {
  names: [string, string]
  rows: { key: string; left: unknown; right: unknown }[]
}

function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/**
 * A JSON object beside the other one of its row, if there is one that has mostly the same keys:
 * the row of a log as it was before and after, for one.
 */
export function compared(column: string, row: RowRead): Compared | null {
  const own = asObject(row.values[column])
  if (!own) return null
  const names = Object.keys(row.values)
  for (const name of names) {
    const other = name === column ? null : asObject(row.values[name])
    if (!other) continue
    const shared = Object.keys(own).filter((key) => key in other).length
    const all = [...new Set([...Object.keys(own), ...Object.keys(other)])]
    if (shared === 0 || shared * 2 < all.length) continue
    const isFirst = names.indexOf(column) < names.indexOf(name)
    const [left, right] = isFirst ? [own, other] : [other, own]
    return {
      names: isFirst ? [column, name] : [name, column],
      rows: all.map((key) => ({ key, left: left[key], right: right[key] })),
    }
  }
  return null
}
