import { describe, expect, it } from 'vitest'
import type { IssueFlow, StatusSpan } from '@/api/types.gen'
import { bandOf, clustersOf, domainOf, LEAST_WIDTH, placeOf, ticksOf } from './geometry'
import { layoutOf } from './layout'

const DAY = 86_400_000
const START = new Date(2026, 8, 1).getTime()

function flowOf(
  steps: [status: number, days: number][],
  resolved: number | null = null,
): IssueFlow {
  let at = START
  const statuses = steps.map(([issue_status, days], place): StatusSpan => {
    const started_on = at
    at += days * DAY
    const last = place === steps.length - 1
    return {
      issue_status: issue_status as StatusSpan['issue_status'],
      started_on,
      ended_on: last ? null : at,
      milliseconds: days * DAY,
      started_by: 'ada',
      activity_id: place,
    }
  })
  return {
    issue_id: 1,
    issue_name: 'OPS-1',
    as_of: at,
    created_on: START,
    resolved_on: resolved === null ? null : START + resolved * DAY,
    age: at - START,
    lead_time: null,
    cycle_time: null,
    statuses,
    assignees: [
      {
        issue_assigned_to: null,
        started_on: START,
        ended_on: null,
        milliseconds: at - START,
        started_by: 'ada',
        activity_id: null,
      },
    ],
    totals: {
      statuses: statuses.map(({ issue_status, milliseconds }) => ({
        issue_status,
        milliseconds,
        spans: 1,
      })),
      assignees: [{ issue_assigned_to: null, milliseconds: at - START, spans: 1 }],
      fields: [],
    },
    links: { self: '', issue: '', activity: '' },
  }
}

describe('what is shown of a life', () => {
  it('is all of it while the issue is open, however long it waits', () => {
    const flow = flowOf([
      [1, 1],
      [4, 400],
    ])
    expect(domainOf(flow)).toEqual({ from: START, to: flow.as_of, isCut: false })
  })

  it('is of a long rest only the beginning', () => {
    const domain = domainOf(
      flowOf(
        [
          [1, 10],
          [3, 10],
          [7, 3000],
        ],
        20,
      ),
    )
    expect(domain).toEqual({ from: START, to: START + 23 * DAY, isCut: true })
  })

  it('is never without a length', () => {
    const { from, to } = domainOf(flowOf([[6, 0]], 0))
    expect(to).toBeGreaterThan(from)
  })
})

describe('places', () => {
  const domain = { from: START, to: START + 100 * DAY, isCut: true }

  it('are in proportion, and end at the edges', () => {
    expect(placeOf(START + 50 * DAY, domain, 100, 300)).toBe(200)
    expect(placeOf(START - DAY, domain, 100, 300)).toBe(100)
    expect(placeOf(START + 101 * DAY, domain, 100, 300)).toBe(300)
  })

  it('leave a short time wide enough to point at, within the edges', () => {
    const end = START + 100 * DAY
    const band = bandOf({ started_on: end - 1, ended_on: end }, domain, 0, 200)
    expect(band).toEqual({ x: 200 - LEAST_WIDTH, width: LEAST_WIDTH })
  })

  it('has none for what is not shown', () => {
    const later = START + 101 * DAY
    expect(bandOf({ started_on: later, ended_on: null }, domain, 0, 200)).toBeNull()
  })

  it('puts marks together that would touch, and keeps every one', () => {
    const marks = [0, 1, 2, 50, 99].map((day) => ({ at: START + day * DAY }))
    const clusters = clustersOf(marks, domain, 0, 200, 13)
    expect(clusters.map(({ items }) => items.length)).toEqual([3, 1, 1])
    expect(clusters[0]?.x).toBeCloseTo(2)
  })
})

describe('the axis', () => {
  it.each([
    [0.5, 700],
    [3, 700],
    [30, 700],
    [124, 330],
    [900, 700],
    [9000, 300],
  ])('of %s days on %s pixels has round times with room', (days, pixels) => {
    const domain = { from: START + 1234, to: START + days * DAY, isCut: false }
    const ticks = ticksOf(domain, pixels)
    expect(ticks.length).toBeLessThanOrEqual(pixels / 60 + 1)
    expect(ticks.length).toBeGreaterThan(0)
    for (const { at } of ticks) {
      expect(at).toBeGreaterThanOrEqual(domain.from)
      expect(at).toBeLessThanOrEqual(domain.to)
      expect(new Date(at).getMinutes()).toBe(0)
    }
  })
})

describe('the diagram', () => {
  const flow = flowOf([
    [1, 2],
    [3, 5],
    [4, 10],
    [3, 4],
  ])

  it('has a lane for each status once, in the order of work, and a band for each time', () => {
    const { lanes, items, connectors } = layoutOf(flow, [], 760)
    expect(lanes.map(({ label }) => label)).toEqual(['Open', 'In progress', 'On hold', 'Assignee'])
    expect(items.filter(({ kind }) => kind === 'status')).toHaveLength(4)
    expect(connectors).toHaveLength(3)
  })

  it('is in the order of time, without gaps', () => {
    const bands = layoutOf(flow, [], 760).items.filter(({ kind }) => kind === 'status')
    bands.slice(1).forEach((band, place) => {
      const before = bands[place]
      expect(band.x).toBeCloseTo((before?.x ?? 0) + (before?.width ?? 0))
    })
  })

  it('stays within any width', () => {
    for (const width of [280, 360, 760, 1600])
      for (const { x, width: wide } of layoutOf(flow, [], width).items)
        expect(x + wide).toBeLessThanOrEqual(width)
  })

  it('says of each band what, how long, when and who', () => {
    const [first] = layoutOf(flow, [], 760).items
    expect(first?.told.join(' ')).toMatch(/Open · 2 d.*1 Sep 2026.*3 Sep 2026.*by ada/)
  })
})
