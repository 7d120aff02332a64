const DAY = 86_400_000
const HOUR = 3_600_000

/** "1,204" */
export function count(value: number): string {
  return value.toLocaleString('en')
}

/** "12.5": a rate, with one digit where it is small. */
export function rate(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 })
}

/** "3.5 days": a length of time in milliseconds in its one largest unit; a dash for none. */
export function length(value: number | null): string {
  if (value === null) return '–'
  if (value < HOUR) return `${Math.round(value / 60_000)} min`
  if (value < DAY) return `${digit(value / HOUR)} h`
  const days = value / DAY
  if (days < 1000) return `${digit(days)} ${digit(days) === '1' ? 'day' : 'days'}`
  return `${digit(days / 365)} years`
}

function digit(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })
}

/** Days, for an axis: milliseconds stand for nothing that one could read. */
export function inDays(value: number | null): number | null {
  return value === null ? null : Math.round((value / DAY) * 100) / 100
}

/** The ends of a bin in words: "under 1 h", "4 – 7 d", "over 1 y". */
export function binName(least: number, below: number | null): string {
  if (below === null) return `over ${bound(least)}`
  if (least === 0) return `under ${bound(below)}`
  const [from, unit] = bound(least).split(' ')
  const [to, sameUnit] = bound(below).split(' ')
  return unit === sameUnit ? `${from} – ${to} ${unit}` : `${from} ${unit} – ${to} ${sameUnit}`
}

/** Where a bin begins, for below a column: "4h", "28d", "1y". */
export function binStart(least: number): string {
  return least === 0 ? '0' : bound(least).replace(' ', '')
}

function bound(value: number): string {
  if (value < DAY) return `${value / HOUR} h`
  return value % (365 * DAY) === 0 ? `${value / (365 * DAY)} y` : `${value / DAY} d`
}

export interface Delta {
  direction: 'up' | 'down' | 'same'
  /** Whether that is good news; null where it is neither. */
  verdict: 'better' | 'worse' | null
  /** "20 %", or the difference itself where a share would mislead. */
  amount: string
}

/**
 * How a figure differs from the one of the time before; null if one of them is missing.
 *
 * @param upIs what it means when the figure grows.
 */
export function deltaOf(
  value: number | null,
  previous: number | null,
  upIs: 'better' | 'worse' | null,
): Delta | null {
  if (value === null || previous === null) return null
  if (value === previous) return { direction: 'same', verdict: null, amount: '0 %' }
  const up = value > previous
  const opposite = upIs === 'better' ? 'worse' : 'better'
  const share = previous === 0 ? null : Math.abs((value - previous) / previous) * 100
  return {
    direction: up ? 'up' : 'down',
    verdict: upIs === null ? null : up ? upIs : opposite,
    amount:
      share === null
        ? 'from nothing'
        : share >= 1000
          ? `${rate(value / previous)} times`
          : share < 1
            ? 'under 1 %'
            : `${Math.round(share)} %`,
  }
}
