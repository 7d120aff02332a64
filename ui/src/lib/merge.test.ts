import { describe, expect, it } from 'vitest'
import { isUndecided, merge } from './merge'

const BASE = 'title\n\nfirst\nsecond\n\nend'

describe('merge', () => {
  it('takes what only one of the two changed', () => {
    const mine = 'title\n\nfirst, by me\nsecond\n\nend'
    const theirs = 'title\n\nfirst\nsecond\n\nend\nand more'
    expect(merge(BASE, mine, theirs)).toEqual({
      text: 'title\n\nfirst, by me\nsecond\n\nend\nand more',
      conflicts: 0,
    })
  })

  it('takes once what both did alike', () => {
    const both = 'title\n\nfirst\n\nend'
    expect(merge(BASE, both, both)).toEqual({ text: both, conflicts: 0 })
  })

  it('shows both where both changed the same lines, and loses neither', () => {
    const { text, conflicts } = merge(
      BASE,
      'title\n\nmine\nsecond\n\nend',
      'title\n\ntheirs\nsecond\n\nend',
    )
    expect(conflicts).toBe(1)
    expect(text).toBe(
      'title\n\n<<<<<<< theirs\ntheirs\n=======\nmine\n>>>>>>> yours\nsecond\n\nend',
    )
    expect(isUndecided(text)).toBe(true)
  })

  it('keeps a deletion by one beside a change elsewhere by the other', () => {
    expect(merge('a\nb\nc\nd', 'a\nc\nd', 'a\nb\nc\nD').text).toBe('a\nc\nD')
  })

  it('counts a deletion against a change of the same line as undecided', () => {
    const { text, conflicts } = merge('a\nb\nc', 'a\nc', 'a\nB\nc')
    expect(conflicts).toBe(1)
    expect(text.split('\n')).toContain('B')
  })

  it('merges texts that were empty before', () => {
    expect(merge('', 'mine', '').text).toBe('mine')
    expect(merge('', '', 'theirs').text).toBe('theirs')
    expect(merge('', 'mine', 'theirs').conflicts).toBe(1)
  })
})
