import { describe, expect, it } from 'vitest'
import {
  chipsOf,
  flipped,
  operatorOf,
  valuesOf,
  valueText,
  withoutChip,
  withoutFilters,
  withValues,
} from './chips'

describe('chips', () => {
  it('read as sentences, one for each property and sign', () => {
    const chips = chipsOf({ status: ['in_progress', '!done', 'under_review'], label: ['!x'] })
    expect(
      chips.map((chip) =>
        [
          chip.filter,
          operatorOf(chip),
          chip.values.map((value) => valueText(chip.filter, value)).join(', '),
        ].join(' '),
      ),
    ).toEqual([
      'status is any of In progress, Under review',
      'status is not Done',
      'label is not x',
    ])
  })

  it('name who looks, and no one', () => {
    expect(valueText('assignee', '@me')).toBe('Me')
    expect(valueText('assignee', '@none')).toBe('No one')
    expect(valueText('label', '@none')).toBe('None')
    expect(valueText('resolution', 'wont_fix')).toBe("Won't fix")
  })

  it('say "is none of" of several values', () => {
    expect(operatorOf({ negated: true, values: ['a', 'b'] })).toBe('is none of')
  })
})

describe('changing filters', () => {
  it('leaves the other sign alone, and shows the first page', () => {
    const search = withValues({ label: ['a', '!b'], pageNo: 4, q: 'x' }, 'label', false, ['c', 'c'])
    expect(search).toMatchObject({ label: ['c', '!b'], q: 'x' })
    expect(search.pageNo).toBeUndefined()
  })

  it('turns "is" into "is not" and back, together with what is there', () => {
    const search = { label: ['a', '!b'] }
    const [is] = chipsOf(search)
    if (!is) throw new Error('no chip')
    const not = flipped(search, is)
    expect(valuesOf(not, 'label', true)).toEqual(['b', 'a'])
    expect(valuesOf(not, 'label', false)).toEqual([])
  })

  it('takes one chip away, or all of them with the search', () => {
    const search = { label: ['a', '!b'], status: ['open'], q: 'x', group: 'status' as const }
    const left = withoutChip(search, { filter: 'label', negated: true, values: ['b'] })
    expect(left.label).toEqual(['a'])
    expect(chipsOf(withoutFilters(search))).toEqual([])
    expect(withoutFilters(search)).toMatchObject({ q: undefined, group: 'status' })
  })

  it('looks among all issues for a closed status or a resolution', () => {
    expect(withValues({}, 'status', false, ['open', 'done']).state).toBe('all')
    expect(withValues({}, 'resolution', false, ['duplicate']).state).toBe('all')
    expect(withValues({}, 'status', false, ['in_progress']).state).toBeUndefined()
    expect(withValues({}, 'status', true, ['done']).state).toBeUndefined()
    expect(withValues({ state: 'closed' }, 'status', false, ['done']).state).toBe('closed')
  })
})
