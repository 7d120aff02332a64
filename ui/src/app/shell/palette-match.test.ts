import { describe, expect, it } from 'vitest'
import type { Action } from '@/lib/keys'
import { fittingActions, howWell, ticketIn } from './palette-match'

const run = () => {}
const actions: Action[] = [
  { id: 'board', title: 'Board', group: 'Go to', run },
  { id: 'dark', title: 'Use the dark theme', group: 'View', run },
  { id: 'filter', title: 'Filter the board', group: 'Board', run },
  { id: 'create', title: 'Create issue', group: 'Issue', keywords: 'new add ticket', run },
  { id: 'down', title: 'Next card', group: 'Board', inPalette: false, run },
]
const ids = (text: string) => fittingActions(actions, text).map(({ id }) => id)

describe('what fits a text', () => {
  it('has all its words, as the beginning of its own best of all', () => {
    expect(howWell('cre', 'Create issue')).toBe(3)
    expect(howWell('issue cre', 'Create issue')).toBe(2)
    expect(howWell('ticket', 'Create issue', 'new add ticket')).toBe(2)
    expect(howWell('eate', 'Create issue')).toBe(1)
    expect(howWell('create project', 'Create issue')).toBe(0)
  })

  it('comes in the order of how well it does', () => {
    expect(ids('board')).toEqual(['board', 'filter'])
    expect(ids('dark th')).toEqual(['dark'])
    expect(ids('nothing')).toEqual([])
  })

  it("is all that can be chosen without a text, the page's own first", () => {
    expect(ids('')).toEqual(['filter', 'create', 'board', 'dark'])
  })
})

describe('a ticket', () => {
  it('is recognised in any case', () => {
    expect(ticketIn(' ops-42 ')).toBe('OPS-42')
  })

  it('is nothing else', () => {
    for (const text of ['OPS', 'OPS-', 'OPS-0', 'ops 42', 'OPS-42 x', 'TOOLONGAKEY-1'])
      expect(ticketIn(text)).toBeNull()
  })
})
