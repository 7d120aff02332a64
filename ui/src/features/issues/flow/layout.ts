import { type IssueFlow, IssueStatus } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { statusColor } from '@/features/enumerations/StatusIcon'
import { dateTime, duration } from '@/lib/time'
import { bandOf, clustersOf, type Domain, domainOf, placeOf, type Tick, ticksOf } from './geometry'
import type { Mark } from './marks'

const GUTTER = 148
const NARROW = 560
const AXIS = 24
const BAND = 18
/** How near two marks may stand to each other, in pixels. */
const DISTANCE = 13

/** Something one can point at. */
export interface Item {
  key: string
  kind: 'status' | 'assignee' | 'comment' | 'change'
  at: number
  x: number
  width: number
  y: number
  height: number
  color?: string
  /** What stands within it, if it has room. */
  text?: string
  /** How many stand together. */
  count: number
  /** What it is, who made it, when and how long: one line each. */
  told: readonly string[]
}

export interface Lane {
  key: string
  label: string
  /** The status that it is of. */
  status?: number
  total: string
  y: number
  height: number
}

/** A line from the end of one status to the beginning of the next. */
export interface Connector {
  key: string
  x: number
  y1: number
  y2: number
}

export interface Layout {
  domain: Domain
  /** Where the time begins and ends, in pixels. */
  left: number
  right: number
  height: number
  narrow: boolean
  lanes: Lane[]
  connectors: Connector[]
  /** In the order of time. */
  items: Item[]
  ticks: (Tick & { x: number })[]
}

/** Where everything of a flow stands on a width of some pixels. */
export function layoutOf(flow: IssueFlow, marks: readonly Mark[], width: number): Layout {
  const domain = domainOf(flow)
  const narrow = width < NARROW
  const left = narrow ? 0 : GUTTER
  const right = Math.max(left + 40, width - 2)
  const row = narrow ? 44 : 30
  const lanes: Lane[] = []
  const lane = (key: string, label: string, total: string, status?: number) => {
    lanes.push({ key, label, total, status, y: lanes.length * row, height: row })
    return bandTop(lanes.length - 1, row, narrow)
  }
  const items: Item[] = []
  const connectors: Connector[] = []
  const statuses = Object.values(IssueStatus).filter((status) =>
    flow.statuses.some((span) => span.issue_status === status),
  )
  const tops = new Map<number, number>()
  for (const status of statuses) {
    const total = flow.totals.statuses.find((item) => item.issue_status === status)
    const label = labelOf(IssueStatus, status)
    tops.set(
      status,
      lane(`status-${status}`, label, shortDuration(total?.milliseconds ?? 0), status),
    )
  }
  flow.statuses.forEach((span, place) => {
    const band = bandOf(span, domain, left, right)
    const y = tops.get(span.issue_status) ?? 0
    if (!band) return
    items.push({
      key: `status-${place}`,
      kind: 'status',
      at: span.started_on,
      ...band,
      y,
      height: BAND,
      color: statusColor(span.issue_status),
      text: shortDuration(span.milliseconds),
      count: 1,
      told: toldOf(labelOf(IssueStatus, span.issue_status), span),
    })
    const before = flow.statuses[place - 1]
    const from = before && tops.get(before.issue_status)
    // Below each other's names a line would only cross these out.
    if (!narrow && from !== undefined && from !== y)
      connectors.push({
        key: `connector-${place}`,
        x: band.x + 0.5,
        y1: Math.min(from, y) + BAND,
        y2: Math.max(from, y),
      })
  })
  const people = flow.totals.assignees.filter((item) => item.issue_assigned_to !== null).length
  const top = lane('assignees', 'Assignee', people === 1 ? '1 person' : `${people} people`)
  flow.assignees.forEach((span, place) => {
    const band = bandOf(span, domain, left, right)
    if (!band) return
    items.push({
      key: `assignee-${place}`,
      kind: 'assignee',
      at: span.started_on,
      ...band,
      y: top,
      height: BAND,
      text: span.issue_assigned_to ?? 'nobody',
      count: 1,
      told: toldOf(
        span.issue_assigned_to ? `Assigned to ${span.issue_assigned_to}` : 'Assigned to nobody',
        span,
      ),
    })
  })
  for (const kind of ['comment', 'change'] as const) {
    const those = marks.filter((mark) => mark.kind === kind)
    if (those.length === 0) continue
    const y = lane(kind, kind === 'comment' ? 'Comments' : 'Changes', String(those.length))
    for (const cluster of clustersOf(those, domain, left + 6, right - 6, DISTANCE))
      items.push(markItem(kind, cluster.x, y, cluster.items))
  }
  return {
    domain,
    left,
    right,
    narrow,
    height: lanes.length * row + AXIS,
    lanes,
    connectors,
    items: items.sort((a, b) => a.at - b.at),
    ticks: ticksOf(domain, right - left).map((tick) => ({
      ...tick,
      x: placeOf(tick.at, domain, left, right),
    })),
  }
}

function bandTop(place: number, row: number, narrow: boolean): number {
  return place * row + (narrow ? 21 : (row - BAND) / 2)
}

function markItem(kind: Mark['kind'], x: number, y: number, marks: readonly Mark[]): Item {
  const [first] = marks
  return {
    key: `${kind}-${first?.key}`,
    kind,
    at: first?.at ?? 0,
    x: x - 6,
    width: 12,
    y,
    height: BAND,
    count: marks.length,
    told:
      marks.length > 3
        ? [
            `${marks.length} ${kind === 'comment' ? 'comments' : 'changes'}`,
            `${dateTime(first?.at ?? 0)} – ${dateTime(marks.at(-1)?.at ?? 0)}`,
            [...new Set(marks.map(({ by }) => by))].join(', '),
          ]
        : marks.map(({ at, by, text }) => `${text} · ${by}, ${dateTime(at)}`),
  }
}

interface Span {
  started_on: number
  ended_on: number | null
  milliseconds: number
  started_by: string | null
}

function toldOf(what: string, span: Span): string[] {
  const until = span.ended_on === null ? 'now' : dateTime(span.ended_on)
  return [
    `${what} · ${duration(span.milliseconds)}`,
    `${dateTime(span.started_on)} – ${until}`,
    ...(span.started_by ? [`by ${span.started_by}`] : []),
  ]
}

/** "12 d": the largest unit only, for within a band. */
export function shortDuration(milliseconds: number): string {
  return duration(milliseconds).split(' ').slice(0, 2).join(' ')
}
