import { act, renderHook } from '@testing-library/react'
import { expect, it } from 'vitest'
import { useSelection } from './use-selection'

const TICKETS = ['A-1', 'A-2', 'A-3', 'A-4', 'A-5']

function selection(tickets: readonly string[] = TICKETS) {
  return renderHook(({ shown, view }) => useSelection(shown, view), {
    initialProps: { shown: tickets, view: 'one' },
  })
}

it('puts issues in and takes them out', () => {
  const { result } = selection()
  act(() => result.current.toggle('A-2'))
  act(() => result.current.toggle('A-4'))
  act(() => result.current.toggle('A-2'))
  expect([...result.current.selected]).toEqual(['A-4'])
  act(() => result.current.clear())
  expect(result.current.selected.size).toBe(0)
})

it('extends from where it began, in both directions, and shrinks on the way back', () => {
  const { result } = selection()
  act(() => result.current.toggle('A-1'))
  act(() => result.current.toggle('A-3'))
  act(() => result.current.extendTo('A-5'))
  expect([...result.current.selected]).toEqual(['A-1', 'A-3', 'A-4', 'A-5'])
  act(() => result.current.extendTo('A-4'))
  expect([...result.current.selected]).toEqual(['A-1', 'A-3', 'A-4'])
  act(() => result.current.extendTo('A-2'))
  expect([...result.current.selected]).toEqual(['A-1', 'A-2', 'A-3'])
})

it('holds nothing that is not shown', () => {
  const { result, rerender } = selection()
  act(() => result.current.select(TICKETS))
  rerender({ shown: ['A-2', 'A-9'], view: 'one' })
  expect([...result.current.selected]).toEqual(['A-2'])
  rerender({ shown: TICKETS, view: 'another' })
  expect(result.current.selected.size).toBe(0)
})
