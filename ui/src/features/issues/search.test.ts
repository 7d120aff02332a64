import { describe, expect, it } from 'vitest'
import { parseSearch, stringifySearch } from '@/lib/search-params'
import { filtersOf, type IssueSearch, readIssueSearch, withoutDefaults } from './search'

const read = (query: string) => readIssueSearch(parseSearch(query))

describe('the address of a list', () => {
  it('is read and written without loss', () => {
    const query =
      '?state=all&q=slow+start&project=OPS,WEB&status=in_progress,!done&priority=high&type=bug' +
      '&resolution=duplicate&assignee=@me,@none&reporter=ada&label=a%252Cb,c&component=core' +
      '&version=1.0,2.0&sprint=2016+Sprint+17&parent=OPS-1&group=status&collapsed=open,assigned' +
      '&sort=issue_priority,-updated_on&pageNo=3&rowsPerPage=100&cols=status,labels&view=compact'
    expect(stringifySearch({ ...read(query.slice(1)) })).toBe(query)
  })

  it('says nothing of what is meant anyway', () => {
    const usual = 'state=open&sort=-updated_on&pageNo=1&rowsPerPage=50&view=comfortable&status='
    expect(read(usual)).toEqual({})
  })

  it('opens although parts of it are wrong', () => {
    const wrong =
      'state=lost&status=frozen,done&priority=!nope&pageNo=-2&rowsPerPage=7&group=weather' +
      '&sort=-nothing,issue_priority,drop%20table&view=huge&unknown=1'
    expect(read(wrong)).toEqual({ status: ['done'], sort: 'issue_priority' })
  })

  it('orders a search by its best matches unless it says otherwise', () => {
    expect(read('q=crash').sort).toBeUndefined()
    expect(read('q=crash&sort=-updated_on').sort).toBe('-updated_on')
    expect(withoutDefaults({ q: 'crash', sort: '-rank' })).toEqual({ q: 'crash' })
    expect(read('sort=-rank')).toEqual({})
  })

  it('folds no groups where there are none', () => {
    expect(read('collapsed=open')).toEqual({})
  })

  it('keeps no column twice in its order, and no more than the API takes', () => {
    expect(read('sort=issue_type,-issue_type,id,created_on,updated_on,version').sort).toBe(
      'issue_type,id,created_on,updated_on',
    )
  })
})

describe('filters of the API', () => {
  const filters = (search: IssueSearch) => filtersOf(search, 'ada')

  it('have integers for enums, and names for people', () => {
    expect(
      filters({
        status: ['in_progress', '!done'],
        assignee: ['@me', '!@none', 'bob'],
        version: ['@none'],
      }),
    ).toEqual({
      state: 'open',
      issue_status: ['3', '!6'],
      issue_assigned_to: ['ada', '!', 'bob'],
      issue_fixed_version: [''],
    })
  })

  it('take the state and the words of a search', () => {
    expect(filters({ state: 'all', q: 'crash' })).toEqual({ state: 'all', q: 'crash' })
    expect(filtersOf({}, 'ada', 'all')).toEqual({ state: 'all' })
  })
})
