import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { forgetOldDrafts, readDraft, useDraft, writeDraft } from './drafts'

const DAY = 86_400_000

afterEach(() => {
  cleanup()
  localStorage.clear()
  vi.useRealTimers()
})

describe('a draft', () => {
  it('is kept a moment after it was typed, with what it was based on', () => {
    vi.useFakeTimers()
    const { result } = renderHook(() => useDraft('ada:OPS-1', 'saved'))
    expect(result.current.text).toBe('saved')
    act(() => result.current.set('half', { base: 'saved', version: 3 }))
    expect(result.current.text).toBe('half')
    expect(readDraft('ada:OPS-1')).toBeNull()
    act(() => vi.advanceTimersByTime(1000))
    expect(readDraft('ada:OPS-1')).toMatchObject({ text: 'half', base: 'saved', version: 3 })
  })

  it('is kept at once when the page goes or its field is taken away', () => {
    const { result, unmount } = renderHook(() => useDraft('ada:OPS-1', ''))
    act(() => result.current.set('one'))
    window.dispatchEvent(new Event('pagehide'))
    expect(readDraft('ada:OPS-1')?.text).toBe('one')
    act(() => result.current.set('two'))
    unmount()
    expect(readDraft('ada:OPS-1')?.text).toBe('two')
  })

  it('comes back, and is gone once it is saved', () => {
    writeDraft('ada:OPS-1', { text: 'half' })
    const { result, unmount } = renderHook(() => useDraft('ada:OPS-1', 'saved'))
    expect(result.current.text).toBe('half')
    expect(result.current.restored?.text).toBe('half')
    act(() => result.current.set('whole'))
    act(() => result.current.forget())
    unmount()
    expect(readDraft('ada:OPS-1')).toBeNull()
  })

  it('is nobody else’s, nor another issue’s', () => {
    writeDraft('ada:OPS-1', { text: 'half' })
    expect(readDraft('bob:OPS-1')).toBeNull()
    expect(readDraft('ada:OPS-11')).toBeNull()
  })

  it('is forgotten after a long time, and what is no draft is left alone', () => {
    writeDraft('ada:OPS-1', { text: 'half' })
    localStorage.setItem('ticketing-theme', 'dark')
    forgetOldDrafts(Date.now() + 59 * DAY)
    expect(readDraft('ada:OPS-1')?.text).toBe('half')
    forgetOldDrafts(Date.now() + 61 * DAY)
    expect(readDraft('ada:OPS-1')).toBeNull()
    expect(localStorage.getItem('ticketing-theme')).toBe('dark')
  })

  it('that cannot be read is none', () => {
    localStorage.setItem('ticketing-draft:ada:OPS-1', '{"text": 7}')
    expect(readDraft('ada:OPS-1')).toBeNull()
    localStorage.setItem('ticketing-draft:ada:OPS-1', 'half')
    expect(readDraft('ada:OPS-1')).toBeNull()
  })
})
