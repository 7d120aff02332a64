import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type Action,
  currentActions,
  handleKey,
  keysToShow,
  matches,
  registerActions,
  runAction,
} from './keys'

const withdrawn: (() => void)[] = []

function offer(action: Partial<Action>, base = false) {
  const run = vi.fn()
  withdrawn.push(registerActions([{ id: 'one', title: 'One', group: 'G', run, ...action }], base))
  return run
}

/** Press a key as the browser tells it; returns whether something took it. */
function press(key: string, more: KeyboardEventInit = {}, target: Element = document.body) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  target.dispatchEvent(event)
  return event.defaultPrevented
}

function element(html: string): Element {
  document.body.innerHTML = html
  const made = document.body.firstElementChild
  if (!made) throw new Error('no element')
  return made
}

beforeEach(() => {
  document.addEventListener('keydown', handleKey)
})

afterEach(() => {
  document.removeEventListener('keydown', handleKey)
  for (const withdraw of withdrawn.splice(0)) withdraw()
  document.body.innerHTML = ''
  vi.useRealTimers()
})

describe('keys', () => {
  it('run the action that they belong to, and nothing else then', () => {
    const run = offer({ keys: 'c' })
    expect(press('c')).toBe(true)
    expect(press('x')).toBe(false)
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('may be several for one action', () => {
    const run = offer({ keys: 'j or ArrowDown' })
    press('j')
    press('ArrowDown')
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('with and without a modifier are different ones', () => {
    const plain = offer({ id: 'plain', keys: 'ArrowUp' })
    const moved = offer({ id: 'moved', keys: 'alt+ArrowUp' })
    press('ArrowUp', { altKey: true })
    expect([plain.mock.calls.length, moved.mock.calls.length]).toEqual([0, 1])
    press('ArrowUp')
    expect([plain.mock.calls.length, moved.mock.calls.length]).toEqual([1, 1])
    press('ArrowUp', { shiftKey: true })
    press('ArrowUp', { ctrlKey: true })
    expect([plain.mock.calls.length, moved.mock.calls.length]).toEqual([1, 1])
  })

  it('that need Shift on this keyboard are found by what they write', () => {
    const run = offer({ keys: '?' })
    press('?', { shiftKey: true })
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('may come one after the other, in time', () => {
    vi.useFakeTimers()
    const home = offer({ id: 'home', keys: 'g then h' })
    const left = offer({ id: 'left', keys: 'h' })
    press('g')
    press('h')
    expect([home.mock.calls.length, left.mock.calls.length]).toEqual([1, 0])
    press('h')
    expect([home.mock.calls.length, left.mock.calls.length]).toEqual([1, 1])
    press('g')
    vi.advanceTimersByTime(2000)
    press('h')
    expect([home.mock.calls.length, left.mock.calls.length]).toEqual([1, 2])
  })

  it('are text where one types, but for those that say otherwise', () => {
    const create = offer({ id: 'create', keys: 'c' })
    const palette = offer({ id: 'palette', keys: 'mod+k', inFields: true })
    const field = element('<input>')
    expect(press('c', {}, field)).toBe(false)
    press('k', { ctrlKey: true }, field)
    expect(create).not.toHaveBeenCalled()
    expect(palette).toHaveBeenCalledTimes(1)
  })

  it('do nothing to the page from within a dialog, a list or a menu', () => {
    const run = offer({ keys: 'c' })
    for (const role of ['dialog', 'listbox', 'menu'])
      press(
        'c',
        {},
        element(`<div role="${role}"><button></button></div>`).firstElementChild ?? undefined,
      )
    expect(run).not.toHaveBeenCalled()
  })

  it('are not taken twice, nor while a word is composed', () => {
    const run = offer({ keys: 'c' })
    const button = element('<button></button>')
    button.addEventListener('keydown', (event) => event.preventDefault())
    press('c', {}, button)
    press('c', { isComposing: true })
    expect(run).not.toHaveBeenCalled()
  })

  it('of what the browser does itself are left to it', () => {
    const run = offer({ keys: 'Enter', native: true })
    expect(press('Enter')).toBe(false)
    expect(run).not.toHaveBeenCalled()
    expect(currentActions()).toHaveLength(1)
  })
})

describe('the registry', () => {
  it('prefers the latest of an id, and goes back to the one before it', () => {
    const shell = offer({ keys: 'c' })
    const run = vi.fn()
    const withdraw = registerActions([{ id: 'one', title: 'Page', group: 'G', keys: 'c', run }])
    press('c')
    expect(currentActions().map(({ title }) => title)).toEqual(['Page'])
    withdraw()
    press('c')
    expect([shell.mock.calls.length, run.mock.calls.length]).toEqual([1, 1])
  })

  it("prefers a page's own to a base one, whichever was there first", () => {
    const page = offer({ id: 'page', keys: 'f' })
    const base = offer({ id: 'base', keys: 'f' }, true)
    press('f')
    expect([page.mock.calls.length, base.mock.calls.length]).toEqual([1, 0])
  })

  it('offers nothing that cannot be done now', () => {
    const run = offer({ keys: 'c', enabled: false })
    press('c')
    runAction('one')
    expect(run).not.toHaveBeenCalled()
    expect(currentActions()).toEqual([])
  })

  it('runs an action by its id', () => {
    const run = offer({})
    runAction('one')
    expect(run).toHaveBeenCalledTimes(1)
  })
})

describe('matches', () => {
  it('tells letters with Shift from letters without', () => {
    const shifted = new KeyboardEvent('keydown', { key: 'X', shiftKey: true })
    expect(matches('x', shifted)).toBe(false)
    expect(matches('shift+x', shifted)).toBe(true)
    expect(matches('space', new KeyboardEvent('keydown', { key: ' ' }))).toBe(true)
  })
})

describe('keysToShow', () => {
  it('writes keys as they stand on the caps', () => {
    expect(keysToShow('mod+k')).toBe('Ctrl K')
    expect(keysToShow('g then d')).toBe('G then D')
    expect(keysToShow('alt+ArrowLeft')).toBe('Alt ←')
    expect(keysToShow('j or ArrowDown')).toBe('J')
  })
})
