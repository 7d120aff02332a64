import { describe, expect, it } from 'vitest'
import {
  COLUMNS,
  type ColumnId,
  colsOf,
  columnsOf,
  DEFAULT_COLUMNS,
  directionOf,
  fieldsOf,
  sortAfterClick,
} from './columns'

const column = (id: ColumnId) => {
  const found = COLUMNS.find((one) => one.id === id)
  if (!found) throw new Error(id)
  return found
}

describe('columns', () => {
  it('always have the ticket and the summary, in one order, and nothing unknown', () => {
    expect(columnsOf(['updated', 'labels', 'weather']).map(({ id }) => id)).toEqual([
      'name',
      'summary',
      'labels',
      'updated',
    ])
  })

  it('are not in the address while they are the usual ones', () => {
    expect(colsOf(DEFAULT_COLUMNS)).toBeUndefined()
    expect(colsOf(['labels'])).toEqual(['name', 'summary', 'labels'])
  })

  it('begin with the ticket in a CSV', () => {
    expect(fieldsOf(['priority'])).toEqual(['issue_name', 'issue_priority', 'issue_summary'])
  })
})

describe('a click on a head', () => {
  it('sorts by it, and the other way round when it does already', () => {
    expect(sortAfterClick(column('priority'), '-updated_on')).toBe('issue_priority')
    expect(sortAfterClick(column('priority'), 'issue_priority')).toBe('-issue_priority')
    expect(sortAfterClick(column('priority'), '-issue_priority,id')).toBe('issue_priority')
  })

  it('shows the newest or the largest first where that is wanted', () => {
    expect(sortAfterClick(column('created'), undefined)).toBe('-created_on')
    expect(sortAfterClick(column('points'), '-updated_on')).toBe('-issue_story_points')
  })

  it('sorts tickets as they were numbered', () => {
    expect(sortAfterClick(column('name'), undefined)).toBe('issue_project,created_on')
    expect(sortAfterClick(column('name'), 'issue_project,created_on')).toBe(
      '-issue_project,-created_on',
    )
    expect(directionOf(column('project'), 'issue_project,created_on')).toBe('ascending')
  })

  it('does nothing where there is no order', () => {
    expect(sortAfterClick(column('labels'), '-updated_on')).toBe('-updated_on')
  })
})
