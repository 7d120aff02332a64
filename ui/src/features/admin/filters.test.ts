import { describe, expect, it } from 'vitest'
import {
  filterFor,
  filterValueWords,
  formatFilter,
  nextSort,
  operatorsOf,
  operatorWords,
  parseFilter,
} from './filters'
import { column, enumColumn } from './test-table'

describe('a filter in an address', () => {
  it('is read and written alike, whatever its value holds', () => {
    for (const text of ['name:eq:a:b,c', 'status:ne:red,dark_green', 'note:empty:', 'n:contains:'])
      expect(formatFilter(parseFilter(text) ?? { column: '', operator: 'eq', value: '' })).toBe(
        text,
      )
  })

  it('is nothing if it has not its form', () => {
    for (const text of ['', 'name', 'name:like:x', ':eq:x']) expect(parseFilter(text)).toBe(null)
  })

  it('reads as words', () => {
    const status = enumColumn()
    const filter = { column: 'a_column', operator: 'eq', value: 'red,2' } as const
    expect(filterValueWords(status, filter)).toBe('Red, Dark green')
    expect(operatorWords(column('time'), 'ge')).toBe('from')
    expect(operatorWords(column('integer'), 'ge')).toBe('at least')
    const flag = { column: 'a_column', operator: 'eq', value: 'true' } as const
    expect(filterValueWords(column('boolean'), flag)).toBe('Yes')
  })

  it('offers what texts are asked for most before the rest', () => {
    const text = column('text', { operators: ['eq', 'ne', 'contains', 'empty'] })
    expect(operatorsOf(text)).toEqual(['contains', 'eq', 'ne', 'empty'])
    const list = column('text_list', { operators: ['contains', 'has', 'empty'] })
    expect(operatorsOf(list)[0]).toBe('contains')
  })
})

describe('a filter for the value of a cell', () => {
  it('finds the same value, or the lack of one', () => {
    expect(filterFor(enumColumn(), 2)).toMatchObject({ operator: 'eq', value: 'dark_green' })
    expect(filterFor(column('text'), 'a')).toMatchObject({ operator: 'eq', value: 'a' })
    expect(filterFor(column('text'), null)).toMatchObject({ operator: 'empty' })
    expect(filterFor(column('text_list', { operators: ['has', 'empty'] }), ['a'])).toMatchObject({
      operator: 'has',
      value: 'a',
    })
  })

  it('is not offered where the column cannot be asked for', () => {
    expect(filterFor(column('json', { operators: ['contains'] }), { a: 1 })).toBe(null)
    expect(filterFor(column('text'), 'x'.repeat(300))).toBe(null)
  })
})

describe('sorting by a click on a head', () => {
  it('goes up, down, and back', () => {
    expect(nextSort(undefined, 'a')).toBe('a')
    expect(nextSort('a', 'a')).toBe('-a')
    expect(nextSort('-a', 'a')).toBe(undefined)
    expect(nextSort('-a,b', 'c')).toBe('c')
  })

  it('adds to the others where that is wanted, and keeps their order', () => {
    expect(nextSort('-a', 'b', true)).toBe('-a,b')
    expect(nextSort('a,b,c', 'b', true)).toBe('a,-b,c')
    expect(nextSort('a,-b,c', 'b', true)).toBe('a,c')
  })
})
