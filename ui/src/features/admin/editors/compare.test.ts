import { expect, it } from 'vitest'
import { row } from '../test-table'
import { compared } from './compare'

it('sets a JSON object beside the one of its row with mostly the same keys, in their order', () => {
  const logged = row('1', {
    table: 'labels',
    before: { id: 7, name: 'old', note: null },
    after: { id: 7, name: 'new' },
  })
  const expected = {
    names: ['before', 'after'],
    rows: [
      { key: 'id', left: 7, right: 7 },
      { key: 'name', left: 'old', right: 'new' },
      { key: 'note', left: null, right: undefined },
    ],
  }
  expect(compared('before', logged)).toEqual(expected)
  expect(compared('after', logged)?.names).toEqual(['before', 'after'])
})

it('sets nothing beside objects that have little in common, lists and nothing', () => {
  const other = row('1', { a: { x: 1, y: 2 }, b: { z: 1 }, c: [1], d: null })
  for (const name of ['a', 'b', 'c', 'd']) expect(compared(name, other)).toBe(null)
})
