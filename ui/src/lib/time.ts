const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365.2425 * DAY
const MONTH = YEAR / 12

/** A length of time is told in the first unit of which it has no more than so many, rounded. */
const SPOKEN: readonly [unit: number, most: number, words: string][] = [
  [1000, 44, 'a few seconds'],
  [1000, 89, 'a minute'],
  [MINUTE, 44, '# minutes'],
  [MINUTE, 89, 'an hour'],
  [HOUR, 21, '# hours'],
  [HOUR, 35, 'a day'],
  [DAY, 25, '# days'],
  [DAY, 45, 'a month'],
  [MONTH, 10, '# months'],
  [MONTH, 17, 'a year'],
  [YEAR, Number.POSITIVE_INFINITY, '# years'],
]

/** "3 hours ago" */
export function ago(milliseconds: number, now = Date.now()): string {
  const length = Math.abs(now - milliseconds)
  const [unit, , words] = SPOKEN.find(([size, most]) => Math.round(length / size) <= most) ?? [
    1,
    0,
    '',
  ]
  const text = words.replace('#', String(Math.round(length / unit)))
  return milliseconds > now ? `in ${text}` : `${text} ago`
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

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "23 Nov 2026, 02:05", in the reader's time zone. */
export function dateTime(milliseconds: number): string {
  const at = new Date(milliseconds)
  const [hours, minutes] = [at.getHours(), at.getMinutes()].map((part) =>
    String(part).padStart(2, '0'),
  )
  return `${date(milliseconds)}, ${hours}:${minutes}`
}

/** "23 Nov 2026" */
export function date(milliseconds: number): string {
  const at = new Date(milliseconds)
  return `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`
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
