import { describe, expect, it } from 'vitest'
import type { BulkResult, IssueItem } from '@/api/types.gen'
import { guessed, inverseOf } from './update-issue'
import { inverseEdits, outcomeOf } from './update-issues'

const issue = (over: Partial<IssueItem>) =>
  ({
    issue_name: 'A-1',
    issue_status: 1,
    issue_resolution: 1,
    issue_assigned_to: null,
    issue_priority: 3,
    labels: ['a'],
    ...over,
  }) as IssueItem

describe('taking a change back', () => {
  it('writes what was there before', () => {
    expect(inverseOf(issue({}), { issue_priority: 1 })).toEqual({ issue_priority: 3 })
  })

  it('takes what followed by the rules with it, and nothing else', () => {
    const before = issue({ issue_resolution: 0, issue_assigned_to: null })
    const after = { ...before, issue_status: 2, issue_assigned_to: 'ada' } as IssueItem
    expect(inverseOf(before, { issue_assigned_to: 'ada' }, after)).toEqual({
      issue_status: 1,
      issue_assigned_to: null,
    })
  })

  it('leaves the labels alone that others changed meanwhile', () => {
    const before = issue({ labels: ['a', 'b'] })
    const after = issue({ labels: ['b', 'c', 'theirs'] })
    expect(inverseOf(before, { labels: { add: ['c', 'b'], remove: ['a'] } }, after)).toEqual({
      labels: { add: ['a'], remove: ['c'] },
    })
  })

  it('is not offered where what was there cannot be written, or nothing was changed', () => {
    const unknown = issue({ issue_status: 0 })
    expect(inverseOf(unknown, { issue_status: 3 }, issue({ issue_status: 3 }))).toBeNull()
    expect(inverseOf(issue({}), { issue_priority: 3 }, issue({}))).toBeNull()
    expect(inverseOf(issue({}), { rank_before: 'A-2' })).toBeNull()
  })
})

it('edits of lists are shown before the server has answered', () => {
  const shown = guessed(issue({ labels: ['a', 'b'] }), {
    labels: { add: ['b', 'c'], remove: ['a'] },
  })
  expect(shown.labels).toEqual(['b', 'c'])
})

describe('a change of many issues', () => {
  const result = (name: string, item: IssueItem | null, changed = true): BulkResult => ({
    issue: name,
    status: item ? 200 : 422,
    changed: item !== null && changed,
    item,
    detail: item ? null : 'Refused',
    errors: [],
  })
  const before = new Map([
    ['A-1', issue({ issue_priority: 2 })],
    ['A-2', issue({ issue_priority: 3 })],
    ['A-3', issue({ issue_priority: 2 })],
    ['A-4', issue({ issue_priority: 1 })],
    ['A-5', issue({ issue_priority: 2 })],
  ])
  const now = issue({ issue_priority: 1 })
  const results = [
    result('A-1', now),
    result('A-2', now),
    result('A-3', now),
    result('A-4', now, false),
    result('A-5', null),
  ]

  it('is taken back by as few requests as there were states', () => {
    expect(inverseEdits(results, before, { issue_priority: 1 })).toEqual([
      { issues: ['A-1', 'A-3'], changes: { issue_priority: 2 } },
      { issues: ['A-2'], changes: { issue_priority: 3 } },
    ])
  })

  it('is told by what became of each', () => {
    const outcome = outcomeOf(results, before, { issue_priority: 1 })
    expect(outcome.changed.map(({ issue: name }) => name)).toEqual(['A-1', 'A-2', 'A-3'])
    expect(outcome.unchanged.map(({ issue: name }) => name)).toEqual(['A-4'])
    expect(outcome.refused.map(({ issue: name }) => name)).toEqual(['A-5'])
    expect(outcome.undo).toHaveLength(2)
  })
})
