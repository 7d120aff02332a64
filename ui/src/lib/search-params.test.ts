import { describe, expect, it } from 'vitest'
import { listOf, parseSearch, stringifySearch } from './search-params'

describe('addresses', () => {
  it('are flat, with comma lists and keys in one order', () => {
    const search = { pageNo: 2, status: ['in_progress', '!done'], q: 'slow start', state: 'all' }
    expect(stringifySearch(search)).toBe(
      '?state=all&q=slow+start&status=in_progress,!done&pageNo=2',
    )
  })

  it('leave out what is empty', () => {
    expect(stringifySearch({ q: '', project: [], state: undefined })).toBe('')
  })

  it('keep commas, percent signs and spaces within a value', () => {
    const label = ['100%, sure', 'a+b', 'ä ö']
    expect(listOf(parseSearch(stringifySearch({ label }).slice(1)).label)).toEqual(label)
  })
})
