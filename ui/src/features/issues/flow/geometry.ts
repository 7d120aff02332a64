import dayjs from 'dayjs'
import type { IssueFlow } from '@/api/types.gen'

/** A length of time that a diagram shows, in milliseconds since 1970 UTC. */
export interface Domain {
  from: number
  to: number
  /** Whether the last status goes on for longer than is shown. */
  isCut: boolean
}

/** A closed issue's last status may last for years, beside which its work would be a thin line. */
const MOST_OF_REST = 0.25
const SHOWN_OF_REST = 0.15
const LEAST_SPAN = 60_000

/** What of an issue's life is shown: all of it, but of a long rest only the beginning. */
export function domainOf(flow: IssueFlow): Domain {
  const from = flow.created_on
  const end = Math.max(flow.as_of, from + LEAST_SPAN)
  const last = flow.statuses.at(-1)
  const before = last ? last.started_on - from : 0
  const isRest = flow.resolved_on !== null && last !== undefined && last.ended_on === null
  if (isRest && before > LEAST_SPAN && last.milliseconds > MOST_OF_REST * before) {
    const to = last.started_on + Math.round(before * SHOWN_OF_REST)
    return { from, to, isCut: true }
  }
  return { from, to: end, isCut: false }
}

/** Where a time stands between two places, in pixels; what lies outside stands at the edge. */
export function placeOf(at: number, domain: Domain, left: number, right: number): number {
  const share = (at - domain.from) / (domain.to - domain.from)
  return left + Math.min(1, Math.max(0, share)) * (right - left)
}

export interface Band {
  x: number
  width: number
}

/** A band of a time is never too thin to point at. */
export const LEAST_WIDTH = 3

/** The band of a time; null if none of it is shown. */
export function bandOf(
  span: { started_on: number; ended_on: number | null },
  domain: Domain,
  left: number,
  right: number,
): Band | null {
  if (span.started_on > domain.to) return null
  const x = placeOf(span.started_on, domain, left, right)
  const end = placeOf(span.ended_on ?? domain.to, domain, left, right)
  const width = Math.max(LEAST_WIDTH, end - x)
  return { x: Math.min(x, right - width), width }
}

export interface Cluster<T> {
  x: number
  items: T[]
}

/** Marks that would touch each other stand together as one, in the middle of their places. */
export function clustersOf<T extends { at: number }>(
  items: readonly T[],
  domain: Domain,
  left: number,
  right: number,
  distance: number,
): Cluster<T>[] {
  const clusters: (Cluster<T> & { last: number })[] = []
  for (const item of [...items].sort((a, b) => a.at - b.at)) {
    if (item.at > domain.to) continue
    const x = placeOf(item.at, domain, left, right)
    const open = clusters.at(-1)
    if (open && x - open.last < distance) {
      open.items.push(item)
      open.last = x
      open.x += (x - open.x) / open.items.length
    } else clusters.push({ x, items: [item], last: x })
  }
  return clusters.map(({ x, items: inside }) => ({ x, items: inside }))
}

export interface Tick {
  at: number
  label: string
}

type Unit = 'hour' | 'day' | 'week' | 'month' | 'year'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const STEPS: readonly { unit: Unit; count: number; ms: number; format: string }[] = [
  { unit: 'hour', count: 1, ms: HOUR, format: 'HH:mm' },
  { unit: 'hour', count: 6, ms: 6 * HOUR, format: 'D MMM HH:mm' },
  { unit: 'day', count: 1, ms: DAY, format: 'D MMM' },
  { unit: 'day', count: 2, ms: 2 * DAY, format: 'D MMM' },
  { unit: 'week', count: 1, ms: 7 * DAY, format: 'D MMM' },
  { unit: 'week', count: 2, ms: 14 * DAY, format: 'D MMM' },
  { unit: 'month', count: 1, ms: 30 * DAY, format: 'MMM YYYY' },
  { unit: 'month', count: 3, ms: 91 * DAY, format: 'MMM YYYY' },
  { unit: 'month', count: 6, ms: 182 * DAY, format: 'MMM YYYY' },
  { unit: 'year', count: 1, ms: 365 * DAY, format: 'YYYY' },
  { unit: 'year', count: 2, ms: 730 * DAY, format: 'YYYY' },
  { unit: 'year', count: 5, ms: 1826 * DAY, format: 'YYYY' },
]
const ROOM = 62
/** The room of a time with its hour. */
const HOUR_ROOM = 84

/** Round times for an axis of some pixels, as many as have room, in the reader's time zone. */
export function ticksOf(domain: Domain, pixels: number): Tick[] {
  const span = domain.to - domain.from
  const fits = (step: (typeof STEPS)[number]) =>
    (span / step.ms) * (step.unit === 'hour' ? HOUR_ROOM : ROOM) <= Math.max(pixels, ROOM)
  const step = STEPS.find(fits) ?? STEPS.at(-1)
  if (!step) return []
  const { unit, count } = step
  // A week begins on Monday here, which is not what the library's own weeks do.
  let at =
    unit === 'week'
      ? dayjs(domain.from)
          .startOf('day')
          .subtract((dayjs(domain.from).day() + 6) % 7, 'day')
      : dayjs(domain.from).startOf(unit)
  if (unit === 'hour' && count > 1) at = at.startOf('day')
  const ticks: Tick[] = []
  while (at.valueOf() <= domain.to && ticks.length < 200) {
    if (at.valueOf() >= domain.from) ticks.push({ at: at.valueOf(), label: at.format(step.format) })
    at = unit === 'week' ? at.add(7 * count, 'day') : at.add(count, unit)
  }
  return ticks
}
