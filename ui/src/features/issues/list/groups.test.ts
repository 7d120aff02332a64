import { describe, expect, it } from 'vitest'
import type { IssueRow } from '../api/list-issues'
import { compareValues, groupedLines, pageOfGroup, plainLines } from './groups'
import type { GroupValue } from './query'

const issue = (issue_name: string, issue_status: number) =>
  ({ issue_name, issue_status }) as unknown as IssueRow

const GROUPS = [
  { value: 3, count: 20, story_points: 8 },
  { value: 1, count: 12, story_points: 0 },
  { value: 2, count: 5, story_points: 1 },
]

const grouped = (over: Partial<Parameters<typeof groupedLines>[0]>) =>
  groupedLines({
    items: [],
    column: 'issue_status',
    groups: GROUPS,
    complete: true,
    isCollapsed: () => false,
    descending: false,
    page: 1,
    perPage: 10,
    ...over,
  }).map((line) =>
    line.kind === 'head'
      ? `${line.value}${line.collapsed ? ' folded' : ''} ${line.count}/${line.points}`
      : line.key,
  )

const folding =
  (...folded: GroupValue[]) =>
  (value: GroupValue) =>
    folded.includes(value)

describe('lines of groups', () => {
  it('stand below heads with the numbers of all pages', () => {
    expect(grouped({ items: [issue('A-1', 1), issue('A-2', 1), issue('A-3', 2)] })).toEqual([
      '1 12/0',
      'A-1',
      'A-2',
      '2 5/1',
      'A-3',
    ])
  })

  it('move to the group of what was changed in them', () => {
    const items = [issue('A-1', 1), issue('A-2', 3), issue('A-3', 1)]
    expect(grouped({ items })).toEqual(['1 12/0', 'A-1', 'A-3', '3 20/8', 'A-2'])
  })

  it('have heads before anything was counted', () => {
    expect(grouped({ items: [issue('A-1', 1)], groups: undefined })).toEqual([
      '1 undefined/undefined',
      'A-1',
    ])
  })
})

describe('folded groups', () => {
  it('stand where their issues would begin, on one page only', () => {
    const isCollapsed = folding(2)
    // 12 open issues fill the first page and two lines of the second, where the folded head follows.
    expect(grouped({ items: [issue('A-1', 1)], isCollapsed })).toEqual(['1 12/0', 'A-1'])
    expect(grouped({ items: [issue('A-11', 1), issue('A-12', 3)], isCollapsed, page: 2 })).toEqual([
      '1 12/0',
      'A-11',
      '2 folded 5/1',
      '3 20/8',
      'A-12',
    ])
    expect(grouped({ items: [issue('A-20', 3)], isCollapsed, page: 3 })).toEqual(['3 20/8', 'A-20'])
  })

  it('stand at the end of the last page when they come last', () => {
    const isCollapsed = folding(3)
    expect(grouped({ items: [issue('A-17', 2)], isCollapsed, page: 2 })).toEqual([
      '2 5/1',
      'A-17',
      '3 folded 20/8',
    ])
  })

  it('are all there is when all are folded', () => {
    expect(grouped({ isCollapsed: () => true })).toEqual([
      '1 folded 12/0',
      '2 folded 5/1',
      '3 folded 20/8',
    ])
  })

  it('never get lost where not all groups are known', () => {
    const isCollapsed = folding(2)
    const items = [issue('A-1', 3)]
    for (const page of [1, 7])
      expect(grouped({ items, isCollapsed, complete: false, page })).toContain('2 folded 5/1')
  })

  it('are found again on the page where they begin', () => {
    const at = { groups: GROUPS, complete: true, descending: false, perPage: 10 }
    expect(pageOfGroup(3, { ...at, isCollapsed: () => false })).toBe(2)
    expect(pageOfGroup(3, { ...at, isCollapsed: folding(1) })).toBe(1)
    expect(pageOfGroup(1, { ...at, isCollapsed: () => false, descending: true })).toBe(3)
    expect(pageOfGroup(3, { ...at, complete: false, isCollapsed: () => false })).toBeUndefined()
  })
})

it('what is empty comes last in both directions', () => {
  for (const descending of [false, true]) {
    const values = [null, 'b', 'a'].sort((one, other) => compareValues(one, other, descending))
    expect(values).toEqual(descending ? ['b', 'a', null] : ['a', 'b', null])
  }
})

it('lines without groups are their issues', () => {
  expect(plainLines([issue('A-1', 1)]).map((line) => line.key)).toEqual(['A-1'])
})
