import { describe, expect, it } from 'vitest'
import { IssueResolution, IssueStatus } from '@/api/types.gen'
import type { ColumnData } from '../api/board-column'
import type { IssueRow, IssueRows } from '../api/list-issues'
import {
  cardsOf,
  guessRank,
  indexByClosing,
  indexByRank,
  placeAt,
  rankChanges,
  regrouped,
  samePlace,
  undoOf,
  withAssignee,
  within,
  without,
  withStatus,
} from './moves'

const { OPEN, ASSIGNED, IN_PROGRESS, DONE, RELEASED, UNKNOWN } = IssueStatus
const { UNRESOLVED, COMPLETE, DUPLICATE } = IssueResolution

function row(name: string, more: Partial<IssueRow> = {}): IssueRow {
  return {
    issue_name: name,
    issue_status: OPEN,
    issue_resolution: UNRESOLVED,
    issue_assigned_to: null,
    issue_rank: name,
    issue_story_points: null,
    resolved_on: null,
    ...more,
  } as IssueRow
}

function column(...pages: IssueRow[][]): ColumnData {
  return {
    pages: pages.map((items) => ({ items, links: { next: null } }) as unknown as IssueRows),
    pageParams: pages.map(() => undefined),
  }
}

const names = (data: ColumnData) => data.pages.map((page) => page.items.map((i) => i.issue_name))
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => row(name)) as [
  IssueRow,
  IssueRow,
  IssueRow,
  IssueRow,
]

describe('the cards of a column', () => {
  it('are each there once, and only those that have its status', () => {
    const gone = row('gone', { issue_status: DONE })
    expect(cardsOf(column([a, gone, b], [b, c]), OPEN)).toEqual([a, b, c])
    expect(cardsOf(undefined, OPEN)).toEqual([])
  })

  it('are put between others on whichever page these are', () => {
    expect(names(within(column([a, b], [c]), d, { after: b, before: c }))).toEqual([
      ['a', 'b'],
      ['d', 'c'],
    ])
    expect(names(within(column([a, b], [c]), d, { before: a }))).toEqual([['d', 'a', 'b'], ['c']])
    expect(names(within(column([a, b], [c]), d, { after: c }))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it('move within their column without being there twice', () => {
    expect(names(within(column([a, b, c]), a, { after: c }))).toEqual([['b', 'c', 'a']])
  })

  it('come last where their neighbours are not there, also into an empty column', () => {
    expect(names(within(column([a]), d, { after: c }))).toEqual([['a', 'd']])
    expect(names(within(column([]), d, {}))).toEqual([['d']])
  })

  it('can be taken out', () => {
    const before = column([a], [b, c])
    expect(names(without(before, 'b'))).toEqual([['a'], ['c']])
    expect(names(before)).toEqual([['a'], ['b', 'c']])
  })
})

describe('a place', () => {
  it('is between two cards, or at an end', () => {
    expect(placeAt([a, b], 1)).toEqual({ after: a, before: b })
    expect(placeAt([a, b], 0)).toEqual({ after: undefined, before: a })
    expect(placeAt([a, b], 2)).toEqual({ after: b, before: undefined })
    expect(placeAt([], 0)).toEqual({ after: undefined, before: undefined })
  })

  it('names its neighbours to the API', () => {
    expect(rankChanges({ after: a, before: b })).toEqual({ rank_after: 'a', rank_before: 'b' })
    expect(rankChanges({ before: b })).toEqual({ rank_before: 'b' })
    expect(rankChanges({})).toEqual({})
  })

  it('is the same between the same two', () => {
    expect(samePlace({ after: a }, { after: { ...a } })).toBe(true)
    expect(samePlace({ after: a }, { before: a })).toBe(false)
  })

  it('follows from the rank, or from when it was closed', () => {
    expect(indexByRank([a, c], 'b')).toBe(1)
    expect(indexByRank([a, c], 'd')).toBe(2)
    const closed = [row('x', { resolved_on: 30 }), row('y', { resolved_on: 10 })]
    expect(indexByClosing(closed, 40)).toBe(0)
    expect(indexByClosing(closed, 20)).toBe(1)
    expect(indexByClosing(closed, 5)).toBe(2)
  })

  it('has a rank that sorts between its neighbours', () => {
    const low = row('x', { issue_rank: '0190aa00000001' })
    const high = row('y', { issue_rank: '0190aa00000002' })
    for (const place of [{ after: low, before: high }, { after: high }, { before: low }]) {
      const rank = guessRank(place, 'own')
      if (place.after) expect(rank > place.after.issue_rank).toBe(true)
      if (place.before) expect(rank < place.before.issue_rank).toBe(true)
    }
    expect(guessRank({}, 'own')).toBe('own')
  })
})

describe('another status', () => {
  it('has the consequences that it will have at the server', () => {
    const mine = row('m', { issue_status: ASSIGNED, issue_assigned_to: 'ada' })
    const done = withStatus(mine, DONE)
    expect(done).toMatchObject({ issue_resolution: COMPLETE, issue_assigned_to: 'ada' })
    expect(done.resolved_on).toBeGreaterThan(0)
    expect(withStatus(done, OPEN)).toMatchObject({
      issue_resolution: UNRESOLVED,
      issue_assigned_to: null,
      resolved_on: null,
    })
  })

  it('keeps how and when an issue was closed', () => {
    const closed = row('m', {
      issue_status: DONE,
      issue_resolution: DUPLICATE,
      resolved_on: 17,
    })
    expect(withStatus(closed, RELEASED)).toMatchObject({
      issue_resolution: DUPLICATE,
      resolved_on: 17,
    })
  })

  it('leaves the assignee as he is unless one is named', () => {
    const mine = row('m', { issue_assigned_to: 'ada' })
    expect(withAssignee(mine, undefined).issue_assigned_to).toBe('ada')
    expect(withAssignee(mine, null).issue_assigned_to).toBeNull()
  })
})

describe('taking a move back', () => {
  const mine = row('m', { issue_status: ASSIGNED, issue_assigned_to: 'ada' })

  it('puts a card between its former neighbours', () => {
    expect(undoOf(a, a, { after: b, before: c })).toEqual({ rank_after: 'b', rank_before: 'c' })
  })

  it('gives back what the rules had changed along', () => {
    expect(undoOf(mine, withStatus(mine, OPEN), null)).toEqual({
      issue_status: ASSIGNED,
      issue_assigned_to: 'ada',
    })
    const closed = row('m', { issue_status: DONE, issue_resolution: DUPLICATE })
    expect(undoOf(closed, withStatus(closed, IN_PROGRESS), null)).toEqual({
      issue_status: DONE,
      issue_resolution: DUPLICATE,
    })
    expect(undoOf(mine, withStatus(mine, IN_PROGRESS), null)).toEqual({ issue_status: ASSIGNED })
  })

  it('is not offered where it could not be written', () => {
    const imported = row('m', { issue_status: UNKNOWN })
    expect(undoOf(imported, withStatus(imported, DONE), null)).toBeNull()
  })
})

describe('groups', () => {
  const groups = [
    { value: OPEN, count: 4, story_points: 10 },
    { value: DONE, count: 1, story_points: 3 },
  ]

  it('count an issue where it went', () => {
    expect(regrouped(groups, OPEN, DONE, 2)).toEqual([
      { value: OPEN, count: 3, story_points: 8 },
      { value: DONE, count: 2, story_points: 5 },
    ])
    expect(regrouped(groups, OPEN, IN_PROGRESS, 2)).toContainEqual({
      value: IN_PROGRESS,
      count: 1,
      story_points: 2,
    })
  })

  it('stay as they are when it stays', () => {
    expect(regrouped(groups, OPEN, OPEN, 2)).toEqual(groups)
  })
})
