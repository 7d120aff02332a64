import dayjs from 'dayjs'
import relativeTime from 'dayjs/plugin/relativeTime'

dayjs.extend(relativeTime)

/** "3 hours ago" */
export function ago(milliseconds: number): string {
  return dayjs(milliseconds).fromNow()
}

/** "3h", "12d", "2y": for columns, where room is short. */
export function agoShort(milliseconds: number, now = Date.now()): string {
  const minutes = Math.max(0, Math.round((now - milliseconds) / 60_000))
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes}m`
  if (minutes < 60 * 24) return `${Math.floor(minutes / 60)}h`
  const days = Math.floor(minutes / (60 * 24))
  if (days < 30) return `${days}d`
  return days < 365 ? `${Math.floor(days / 30)}mo` : `${Math.floor(days / 365)}y`
}

/** "23 Nov 2026, 02:05", in the reader's time zone. */
export function dateTime(milliseconds: number): string {
  return dayjs(milliseconds).format('D MMM YYYY, HH:mm')
}

/** "23 Nov 2026" */
export function date(milliseconds: number): string {
  return dayjs(milliseconds).format('D MMM YYYY')
}

/** "2 d 4 h": the two largest units of a length of time in milliseconds. */
export function duration(milliseconds: number): string {
  const units: [number, string][] = [
    [365 * 86_400_000, 'y'],
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ]
  const parts: string[] = []
  let rest = milliseconds
  for (const [size, name] of units) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count} ${name}`)
    else if (parts.length > 0) break
    rest -= count * size
    if (parts.length === 2) break
  }
  return parts.join(' ') || '0 s'
}
