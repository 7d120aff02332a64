import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { handleKey, registerActions } from './keys'
import { holdTyping } from './type-ahead'

const run = vi.fn()
let withdraw: () => void

beforeEach(() => {
  run.mockClear()
  withdraw = registerActions([{ id: 'test', title: 'Assign', group: 'Test', keys: 'i', run }])
  document.addEventListener('keydown', handleKey)
})

afterEach(() => {
  fireEvent.pointerDown(window) // lets go of what a test still holds
  withdraw()
  document.removeEventListener('keydown', handleKey)
  cleanup()
})

function type(text: readonly string[]): void {
  for (const key of text) fireEvent.keyDown(document.activeElement ?? document.body, { key })
}

function Late({ given = '' }: { given?: string }) {
  const [text, setText] = useState(given)
  return <input aria-label="Late" value={text} onChange={(e) => setText(e.currentTarget.value)} />
}

it('gives a field that comes late what was typed meanwhile, and runs no command for it', async () => {
  holdTyping()
  type(['i', 't', 'x', 'Backspace', ' ', 'i', 's'])
  render(<Late />)
  screen.getByLabelText('Late').focus()
  type(['!']) // still before it is given
  await expect.poll(() => screen.getByLabelText<HTMLInputElement>('Late').value).toBe('it is!')
  expect(run).not.toHaveBeenCalled()
  screen.getByLabelText('Late').blur()
  type(['i'])
  expect(run).toHaveBeenCalledOnce()
})

it.each([
  ['Escape', () => type(['Escape'])],
  ['a press of the pointer', () => fireEvent.pointerDown(document.body)],
  [
    'a list that takes the focus',
    () => {
      render(<div role="listbox" aria-label="List" tabIndex={-1} />)
      screen.getByRole('listbox').focus()
      screen.getByRole('listbox').blur()
    },
  ],
])('lets go with %s', async (_, letGo) => {
  holdTyping()
  type(['a'])
  letGo()
  type(['i'])
  expect(run).toHaveBeenCalledOnce()
  render(<Late given="before" />)
  screen.getByLabelText('Late').focus()
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(screen.getByLabelText('Late')).toHaveValue('before')
})
