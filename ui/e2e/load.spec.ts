import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

/** Each page, and what it asks the API for when it is opened, besides who one is. */
const PAGES: Record<string, readonly string[]> = {
  '/': ['activity', 'issues', 'users/admin'],
  '/issues': ['issues'],
  '/issues?group=status': ['issues', 'issues/groups'],
  // A list for each column that is not collapsed, how many all have, and who has most to do.
  '/dashboard?project=SIM': [...Array<string>(5).fill('issues'), 'issues/groups', 'issues/groups'],
  // The issue, its children, links and history, and what one may do in its project.
  '/issues/SIM-20': [
    'issues',
    'issues/SIM-20',
    'issues/SIM-20/activity',
    'issues/SIM-20/links',
    'projects/SIM',
  ],
  '/create': ['projects'],
  '/metrics': [
    'metrics/ageing',
    'metrics/created-resolved',
    'metrics/cumulative-flow',
    'metrics/cycle-time',
    'metrics/distributions',
    'metrics/lead-time',
    'metrics/summary',
    'metrics/throughput',
    'metrics/workload',
  ],
  '/users': ['users'],
  '/users/sim-elin': ['issues', 'users/sim-elin'],
  '/projects': ['projects'],
  '/projects/SIM': ['issues', 'projects/SIM'],
  '/admin': ['admin/tables'],
  '/admin?table=users': ['admin/tables', 'admin/tables/users'],
  '/account?tab=sessions': ['auth/sessions'],
}

/** What a page may move while it loads, a hundredth of what Chromium calls good: nothing is seen. */
const MOST_SHIFT = 0.001

interface Shift extends PerformanceEntry {
  value: number
  hadRecentInput: boolean
  sources: { node: Node | null }[]
}

/** Notes how far what was there already is moved, as Chromium measures it. */
async function watchShifts(page: Page): Promise<() => Promise<{ sum: number; moved: string[] }>> {
  await page.addInitScript(() => {
    const seen: { value: number; moved: string[] }[] = []
    Object.assign(window, { shifts: seen })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[]) {
        const moved = entry.sources.map(({ node }) => (node as Element | null)?.className ?? '')
        if (!entry.hadRecentInput) seen.push({ value: entry.value, moved })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return () =>
    page.evaluate(() => {
      const { shifts } = window as unknown as { shifts: { value: number; moved: string[] }[] }
      return {
        sum: shifts.reduce((sum, { value }) => sum + value, 0),
        moved: shifts.flatMap(({ moved }) => moved),
      }
    })
}

for (const [device, viewport] of [
  ['a desk', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const)
  test.describe(`on ${device}`, () => {
    test.use({ viewport, hasTouch: device === 'a phone', isMobile: device === 'a phone' })

    for (const [address, wanted] of Object.entries(PAGES))
      test(`${address} loads without moving, and asks for nothing twice or in vain`, async ({
        page,
        signedIn,
      }) => {
        await signedIn('admin')
        const asked: string[] = []
        page.on('request', (request) => {
          const { pathname, search } = new URL(request.url())
          if (pathname.startsWith('/api/')) asked.push(pathname.slice('/api/'.length) + search)
        })
        const shifts = await watchShifts(page)
        await page.goto(address, { waitUntil: 'networkidle' })
        const { sum, moved } = await shifts()
        expect(sum, `moved: ${moved.join(', ')}`).toBeLessThanOrEqual(MOST_SHIFT)
        expect(new Set(asked).size, asked.join('\n')).toBe(asked.length)
        const names = asked.map((one) => one.split('?')[0] ?? '').sort()
        expect(names).toEqual([...wanted, 'auth/validate'].sort())
      })

    test('the pages for strangers load without moving', async ({ page }) => {
      const shifts = await watchShifts(page)
      for (const address of ['/', '/login', '/register']) {
        await page.goto(address, { waitUntil: 'networkidle' })
        const { sum, moved } = await shifts()
        expect(sum, `${address} moved: ${moved.join(', ')}`).toBeLessThanOrEqual(MOST_SHIFT)
      }
    })
  })
