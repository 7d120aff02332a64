import { describe, expect, it } from 'vitest'
import { csvHref } from '../api/csv'
import type { IssueSearch } from '../search'
import {
  createValuesOf,
  csvQueryOf,
  groupName,
  groupsDescend,
  isFiltered,
  listQueryOf,
  sortOf,
} from './query'

describe('the order that the API is asked for', () => {
  it('is the newest change first, or the best match of a search', () => {
    expect(sortOf({})).toBe('-updated_on')
    expect(sortOf({ q: 'crash' })).toBeUndefined()
    expect(sortOf({ q: 'crash', sort: 'issue_type' })).toBe('issue_type')
  })

  it('puts the group first, in the direction that was asked for', () => {
    expect(sortOf({ group: 'status' })).toBe('issue_status,-updated_on')
    expect(sortOf({ group: 'status', sort: 'created_on,-issue_status' })).toBe(
      '-issue_status,created_on',
    )
    expect(sortOf({ group: 'assignee', q: 'crash' })).toBe('issue_assigned_to,-rank')
    expect(groupsDescend({ group: 'status', sort: '-issue_status' })).toBe(true)
    expect(groupsDescend({ sort: '-issue_status' })).toBe(false)
  })
})

describe('the page that the API is asked for', () => {
  it('leaves out the groups that are folded away', () => {
    const search: IssueSearch = {
      group: 'status',
      collapsed: ['open', 'unknown'],
      status: ['!done'],
    }
    expect(listQueryOf(search, 'ada').issue_status).toEqual(['!6', '!1', '!'])
    expect(
      listQueryOf({ group: 'assignee', collapsed: ['bob', '@none'] }, 'ada').issue_assigned_to,
    ).toEqual(['!bob', '!'])
  })

  it('has the page and its size', () => {
    expect(listQueryOf({}, 'ada')).toMatchObject({ page: 1, per_page: 50 })
    expect(listQueryOf({ pageNo: 4, rowsPerPage: 200 }, 'ada')).toMatchObject({
      page: 4,
      per_page: 200,
    })
  })
})

describe('the CSV of a view', () => {
  it('has its filters, its order and its columns, and every page and group', () => {
    const search: IssueSearch = {
      status: ['open'],
      assignee: ['@me'],
      group: 'status',
      collapsed: ['open'],
      pageNo: 3,
      cols: ['status', 'labels'],
    }
    const url = new URL(csvHref(csvQueryOf(search, 'ada & co')), 'http://tracker')
    expect(url.pathname).toBe('/api/issues')
    expect([...url.searchParams]).toEqual([
      ['state', 'open'],
      ['issue_status', '1'],
      ['issue_assigned_to', 'ada & co'],
      ['sort', 'issue_status,-updated_on'],
      ['fields', 'issue_name'],
      ['fields', 'issue_status'],
      ['fields', 'issue_summary'],
      ['fields', 'labels'],
      ['format', 'csv'],
    ])
  })
})

describe('groups', () => {
  it('are called as the address calls them', () => {
    expect(groupName('status', 3)).toBe('in_progress')
    expect(groupName('assignee', null)).toBe('@none')
    expect(groupName('project', 'OPS')).toBe('OPS')
  })

  it('begin a new issue with what their issues have in common', () => {
    expect(createValuesOf({ group: 'status', project: ['OPS'] }, 3)).toEqual({
      project: 'OPS',
      status: 'in_progress',
    })
    expect(createValuesOf({ group: 'assignee', project: ['OPS', 'WEB'] }, null)).toEqual({})
  })
})

it('a state alone is no filter', () => {
  expect(isFiltered({ state: 'closed', sort: 'id' })).toBe(false)
  expect(isFiltered({ q: 'x' })).toBe(true)
  expect(isFiltered({ label: ['x'] })).toBe(true)
})
