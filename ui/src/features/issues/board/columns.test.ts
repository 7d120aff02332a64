import { describe, expect, it } from 'vitest'
import { IssueStatus } from '@/api/types.gen'
import { columnQuery, FIRST_LAYOUT, isCollapsed, orderOf, shownStatuses } from './columns'
import { toggled, valuesOf, valueText } from './filters'

const { UNKNOWN, OPEN, IN_PROGRESS, DONE, RELEASED } = IssueStatus

describe('columns', () => {
  it('are all statuses that can be given, in the order of work', () => {
    expect(shownStatuses({}, new Set())).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('show UNKNOWN only where an import has left it', () => {
    expect(shownStatuses({}, new Set([UNKNOWN, OPEN]))[0]).toBe(UNKNOWN)
  })

  it('are those that the address names, or does not exclude', () => {
    expect(shownStatuses({ status: ['done', 'in_progress'] }, new Set())).toEqual([
      IN_PROGRESS,
      DONE,
    ])
    expect(shownStatuses({ status: ['!done', '!released'] }, new Set())).toEqual([1, 2, 3, 4, 5])
    expect(shownStatuses({ state: 'closed' }, new Set())).toEqual([DONE, RELEASED])
  })

  it('of closed issues begin collapsed, unless the address asks for them', () => {
    expect(isCollapsed(FIRST_LAYOUT, DONE, false)).toBe(true)
    expect(isCollapsed(FIRST_LAYOUT, DONE, true)).toBe(false)
    expect(isCollapsed(FIRST_LAYOUT, OPEN, false)).toBe(false)
    expect(isCollapsed({ ...FIRST_LAYOUT, collapsed: { [DONE]: false } }, DONE, false)).toBe(false)
    expect(isCollapsed({ ...FIRST_LAYOUT, collapsed: { [OPEN]: true } }, OPEN, true)).toBe(true)
  })

  it('ask for their status by rank; closed ones for the last closed first', () => {
    expect(columnQuery({ label: ['x'] }, OPEN, orderOf(FIRST_LAYOUT, OPEN))).toEqual({
      label: ['x'],
      issue_status: ['1'],
      sort: 'issue_rank',
    })
    expect(columnQuery({}, DONE, orderOf(FIRST_LAYOUT, DONE)).sort).toBe('-resolved_on')
    expect(orderOf({ ...FIRST_LAYOUT, order: { [DONE]: 'rank' } }, DONE)).toBe('rank')
    expect(orderOf({ ...FIRST_LAYOUT, order: { [OPEN]: 'latest' } }, OPEN)).toBe('rank')
  })
})

describe('filters', () => {
  it('put a value in and take it out, also where it is excluded', () => {
    expect(toggled(undefined, 'bug')).toEqual(['bug'])
    expect(toggled(['bug', 'task'], 'bug')).toEqual(['task'])
    expect(toggled(['!bug'], 'bug')).toEqual([])
  })

  it('are said in words', () => {
    expect(valueText('status', 'in_progress')).toBe('In progress')
    expect(valueText('type', '!bug')).toBe('not Bug')
    expect(valueText('assignee', '@none')).toBe('none')
    expect(valueText('label', 'crash')).toBe('crash')
  })

  it('tell what a new issue begins with, where that is one value', () => {
    const search = {
      project: ['OPS'],
      type: ['bug', 'task'],
      priority: ['!low'],
      assignee: ['@me'],
      label: ['crash, hard'],
    }
    expect(valuesOf(search, 'ada')).toEqual({
      project: 'OPS',
      assignee: 'ada',
      label: 'crash, hard',
    })
    expect(valuesOf({ assignee: ['@none'], label: ['@none'] }, 'ada')).toEqual({})
  })
})
