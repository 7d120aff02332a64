import { describe, expect, it } from 'vitest'
import { branchName } from './branch-name'

describe('branchName', () => {
  it.each([
    ['Login fails, with a *long* name!', 'OPS-42-login-fails-with-a-long-name'],
    ["Can't öpen Größe", 'OPS-42-cant-open-grosse'],
    ['日本語', 'OPS-42'],
    ['', 'OPS-42'],
    ['a'.repeat(80), 'OPS-42'],
  ])('of %s', (summary, expected) => {
    expect(branchName('OPS-42', summary)).toBe(expected)
  })

  it('ends at a word, short enough for a terminal', () => {
    const name = branchName('OPS-42', 'word '.repeat(40))
    expect(name.length).toBeLessThanOrEqual(60)
    expect(name).toMatch(/-word$/)
  })
})
