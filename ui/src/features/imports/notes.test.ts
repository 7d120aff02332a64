import { expect, it } from 'vitest'
import { exampleParts, meaningOf } from './notes'

it('says what a code means, and of a new one at least its words', () => {
  expect(meaningOf('points_rounded').title).toBe('Story points with fractions')
  expect(meaningOf('some_new_code')).toEqual({ title: 'Some new code', text: '' })
})

it('finds the ticket of an example, where it has one', () => {
  expect(exampleParts('OPS-7: became DONE: at once')).toEqual({
    ticket: 'OPS-7',
    rest: 'became DONE: at once',
  })
  expect(exampleParts('id 12: no summary')).toEqual({ ticket: null, rest: 'id 12: no summary' })
})
