import { beforeEach, expect, it, vi } from 'vitest'

beforeEach(() => {
  sessionStorage.clear()
  vi.resetModules()
})

it('knows what stands beside an issue in the list that one came from', async () => {
  const { neighbours, rememberList } = await import('./last-list')
  rememberList(['A-3', 'A-1', 'A-2'], '/issues?status=open')
  expect(neighbours('A-1')).toEqual({
    previous: 'A-3',
    next: 'A-2',
    position: 2,
    total: 3,
    back: '/issues?status=open',
  })
  expect(neighbours('A-3').previous).toBeUndefined()
  expect(neighbours('A-2').next).toBeUndefined()
  expect(neighbours('B-1')).toEqual({})
})

it('still knows after a reload', async () => {
  const before = await import('./last-list')
  before.rememberList(['A-1', 'A-2'], '/issues')
  vi.resetModules()
  const after = await import('./last-list')
  expect(after.neighbours('A-2')).toMatchObject({ previous: 'A-1', back: '/issues' })
})

it('knows nothing where nothing was remembered, or what was is broken', async () => {
  sessionStorage.setItem('ticketing-last-list', '{broken')
  const { neighbours } = await import('./last-list')
  expect(neighbours('A-1')).toEqual({})
})

it('brings the focus back to the issue that was opened, once, and to the same list only', async () => {
  const { rememberOpened, takeOpened } = await import('./last-list')
  rememberOpened('A-1', '/issues')
  expect(takeOpened('/issues?q=x')).toBeUndefined()
  rememberOpened('A-1', '/issues')
  expect(takeOpened('/issues')).toBe('A-1')
  expect(takeOpened('/issues')).toBeUndefined()
})
