import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { handleKey, registerActions } from './keys'

const run = vi.fn()
let withdraw: () => void

beforeEach(() => {
  run.mockClear()
  withdraw = registerActions(
    ['Enter', 'space', 'x'].map((keys) => ({
      id: `test-${keys}`,
      title: keys,
      group: 'Test',
      keys,
      run: () => run(keys),
    })),
  )
  document.addEventListener('keydown', handleKey)
})

afterEach(() => {
  withdraw()
  document.removeEventListener('keydown', handleKey)
  document.body.innerHTML = ''
})

function press(html: string, key: string): KeyboardEvent {
  document.body.innerHTML = html
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
  document.body.firstElementChild?.dispatchEvent(event)
  return event
}

describe('where keys are pressed', () => {
  it.each([
    ['<button>Go</button>', 'Enter'],
    ['<a href="/issues">Go</a>', 'Enter'],
    ['<button>Go</button>', ' '],
    ['<input type="checkbox">', ' '],
  ])('%s keeps %j for itself', (html, key) => {
    expect(press(html, key).defaultPrevented).toBe(false)
    expect(run).not.toHaveBeenCalled()
  })

  it.each([
    ['<a href="/issues">Go</a>', ' ', 'space'],
    ['<div tabindex="-1"></div>', 'Enter', 'Enter'],
    ['<input type="checkbox">', 'x', 'x'],
    ['<input type="radio">', 'x', 'x'],
    ['<button>Go</button>', 'x', 'x'],
  ])('%s leaves %j to the page', (html, key, ran) => {
    expect(press(html, key).defaultPrevented).toBe(true)
    expect(run).toHaveBeenCalledExactlyOnceWith(ran)
  })

  it.each(['<input type="search">', '<textarea></textarea>', '<select></select>'])(
    'nothing runs while one types into %s',
    (html) => {
      press(html, 'x')
      expect(run).not.toHaveBeenCalled()
    },
  )
})
