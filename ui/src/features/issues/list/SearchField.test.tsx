import { MantineProvider } from '@mantine/core'
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createRef, type RefObject } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SearchField } from './SearchField'

const onChange = vi.fn()
const onLeave = vi.fn()

function field(value: string, ref: RefObject<HTMLInputElement | null> = createRef()) {
  return (
    <MantineProvider>
      <SearchField ref={ref} value={value} onChange={onChange} onLeave={onLeave} />
    </MantineProvider>
  )
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  onChange.mockClear()
  onLeave.mockClear()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const typing = () => userEvent.setup({ advanceTimers: vi.advanceTimersByTime })
const pause = () => act(() => vi.advanceTimersByTimeAsync(300))

it('says what is typed once one pauses, and no word twice', async () => {
  const { rerender } = render(field(''))
  await typing().type(screen.getByRole('searchbox'), 'crash')
  await pause()
  expect(onChange).toHaveBeenCalledExactlyOnceWith('crash')
  rerender(field('crash'))
  await typing().type(screen.getByRole('searchbox'), ' ')
  await pause()
  expect(onChange).toHaveBeenCalledOnce()
})

it('keeps what is typed while the address catches up, and follows the address when one goes back', async () => {
  const { rerender } = render(field(''))
  const box = screen.getByRole('searchbox')
  await typing().type(box, 'cra')
  await pause()
  await typing().type(box, 'sh')
  rerender(field('cra'))
  expect(box).toHaveValue('crash')
  await pause()
  expect(onChange).toHaveBeenLastCalledWith('crash')
  rerender(field('crash'))
  rerender(field('other'))
  expect(box).toHaveValue('other')
})

it('goes on to what was found with Enter, without waiting', async () => {
  render(field(''))
  await typing().type(screen.getByRole('searchbox'), 'slow{Enter}')
  expect(onChange).toHaveBeenCalledExactlyOnceWith('slow')
  expect(onLeave).toHaveBeenCalledOnce()
  await pause()
  expect(onChange).toHaveBeenCalledTimes(1)
})

it('can be cleared at once', async () => {
  render(field('crash'))
  await typing().click(screen.getByRole('button', { name: 'Clear the search' }))
  expect(onChange).toHaveBeenCalledExactlyOnceWith('')
  expect(screen.getByRole('searchbox')).toHaveFocus()
})
