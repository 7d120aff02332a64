import dayjs from 'dayjs'
import { listOf } from '@/lib/search-params'

export const INTERVALS = ['day', 'week', 'month'] as const
export type Interval = (typeof INTERVALS)[number]

/** What an address of /metrics says; dates as `2026-11-23`, projects with commas between them. */
export interface MetricsSearch {
  project?: string
  from?: string
  to?: string
  interval?: string
}

/** Which figures are shown: what the address says, and what is meant where it says nothing. */
export interface Period {
  projects: string[]
  /** The first day. */
  from: string
  /** The last day, which is counted; the present goes no further than today. */
  to: string
  interval: Interval
  /** Whether it goes on until now. */
  open: boolean
  days: number
}

/** The query that the API takes for a period, in milliseconds since 1970 UTC. */
export interface PeriodQuery {
  project?: string[]
  from: number
  /** Before this; nothing for the present. */
  to?: number
}

export interface SeriesQuery extends PeriodQuery {
  interval: Interval
  tz: string
}

export const USUAL_DAYS = 90
const DATE = 'YYYY-MM-DD'
const EARLIEST = '1970-01-02' // the API counts from 1970 in UTC
/** More days than these are shown by week, and more weeks by month: a chart has so many pixels. */
const MOST_BY_DAY = 400
const MOST_BY_WEEK = 6 * 366

/** The lengths that are offered, in days until today. */
export const PRESETS: readonly { days: number; label: string }[] = [
  { days: 30, label: 'Last 30 days' },
  { days: USUAL_DAYS, label: 'Last 90 days' },
  { days: 182, label: 'Last 6 months' },
  { days: 365, label: 'Last year' },
  { days: 3 * 365, label: 'Last 3 years' },
]

/** A day as it stands in an address; undefined if it is none, or lies before 1970. */
function readDate(text: string | undefined): string | undefined {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = dayjs(text)
  return day.isValid() && day.format(DATE) === text && text >= EARLIEST ? text : undefined
}

/** The first day of so many until another one, both counted. */
export function daysBefore(last: string, days: number): string {
  const first = dayjs(last)
    .subtract(days - 1, 'day')
    .format(DATE)
  return first < EARLIEST ? EARLIEST : first
}

/** What is meant where the address names no interval. */
export function usualInterval(days: number): Interval {
  if (days <= 31) return 'day'
  return days <= MOST_BY_DAY ? 'week' : 'month'
}

/** The intervals that can be chosen for a length. */
export function possibleIntervals(days: number): Interval[] {
  return INTERVALS.filter(
    (interval) =>
      (interval !== 'day' || days <= MOST_BY_DAY) && (interval !== 'week' || days <= MOST_BY_WEEK),
  )
}

/** Read an address leniently: what it says wrongly is left out, so that any link still opens. */
export function readPeriod(search: MetricsSearch, now = Date.now()): Period {
  const today = dayjs(now).format(DATE)
  const said = readDate(search.to)
  const to = said && said < today ? said : today
  const wanted = readDate(search.from)
  const from = wanted && wanted <= to ? wanted : daysBefore(to, USUAL_DAYS)
  const days = dayjs(to).diff(dayjs(from), 'day') + 1
  const interval = possibleIntervals(days).find((item) => item === search.interval)
  return {
    projects: [...new Set(listOf(search.project))].slice(0, 50),
    from,
    to,
    interval: interval ?? usualInterval(days),
    open: to === today,
    days,
  }
}

/** Write a period into an address, without what is meant anyway. */
export function writePeriod(period: Period): MetricsSearch {
  const { projects, from, to, interval, open, days } = period
  return {
    project: projects.join(',') || undefined,
    from: from === daysBefore(to, USUAL_DAYS) ? undefined : from,
    to: open ? undefined : to,
    interval: interval === usualInterval(days) ? undefined : interval,
  }
}

/** The same figures of other days; the interval stays if it was chosen and is still possible. */
export function withDays(period: Period, from: string, to: string, now = Date.now()): Period {
  const chosen = period.interval === usualInterval(period.days) ? undefined : period.interval
  return readPeriod({ project: period.projects.join(','), from, to, interval: chosen }, now)
}

/** The time zone of whoever looks. */
export function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}

/** The query of a period: from the first midnight to the last one, in the reader's time zone. */
export function queryOf(period: Period): PeriodQuery {
  return {
    ...projectsOf(period),
    from: Math.max(0, dayjs(period.from).valueOf()),
    to: period.open ? undefined : dayjs(period.to).add(1, 'day').valueOf(),
  }
}

/** The query of a period in steps. */
export function seriesOf(period: Period, tz = timeZone()): SeriesQuery {
  return { ...queryOf(period), interval: period.interval, tz }
}

/** The query of what does not depend on the time. */
export function projectsOf(period: Period): { project?: string[] } {
  return { project: period.projects.length > 0 ? period.projects : undefined }
}

/** "Last 90 days", or the days themselves. */
export function periodText(period: Period): string {
  const preset = PRESETS.find(({ days }) => period.open && days === period.days)
  if (preset) return preset.label
  const first = dayjs(period.from)
  const last = dayjs(period.to)
  if (period.from === period.to) return first.format('D MMM YYYY')
  const sameYear = first.year() === last.year()
  return `${first.format(sameYear ? 'D MMM' : 'D MMM YYYY')} – ${last.format('D MMM YYYY')}`
}

/** What a step of a chart is called on its axis: short, as there are many. */
export function stepName(from: number, interval: Interval): string {
  return dayjs(from).format(interval === 'month' ? 'MMM YYYY' : 'D MMM')
}

/** What a step is called in full: "Mon 23 Nov 2026", "23 – 29 Nov 2026" or "November 2026". */
export function stepTitle(from: number, to: number, interval: Interval): string {
  const first = dayjs(from)
  if (interval === 'day') return first.format('ddd D MMM YYYY')
  const last = dayjs(to - 1)
  const whole = first.date() === 1 && dayjs(to).date() === 1
  if (interval === 'month' && whole) return first.format('MMMM YYYY')
  if (first.isSame(last, 'day')) return first.format('D MMM YYYY')
  const begin = first.isSame(last, 'month')
    ? 'D'
    : first.isSame(last, 'year')
      ? 'D MMM'
      : 'D MMM YYYY'
  return `${first.format(begin)} – ${last.format('D MMM YYYY')}`
}
