import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'

const FOLDER = resolve(import.meta.dirname, '../../../docs/screenshots')
const WIDTHS = [1440, 390] as const
const SCHEMES = ['light', 'dark'] as const

/** The pages, by the names of their pictures; `ready` is what stands on them when they are done. */
const PAGES: readonly { name: string; path: string; ready: (page: Page) => Promise<void> }[] = [
  { name: 'home', path: '/', ready: async (page) => shown(page, /^Recent activity$/) },
  { name: 'board', path: '/dashboard?project=SIM', ready: async (page) => ticket(page) },
  { name: 'issues', path: '/issues?project=SIM&group=status', ready: async (page) => ticket(page) },
  { name: 'issue', path: '/issues/SIM-87', ready: async (page) => shown(page, /offline cache/) },
  { name: 'create', path: '/create?project=SIM', ready: async (page) => shown(page, /Summary/) },
  { name: 'users', path: '/users', ready: async (page) => shown(page, /sim-amara/) },
  { name: 'user', path: '/users/sim-amara', ready: async (page) => ticket(page) },
  { name: 'projects', path: '/projects', ready: async (page) => shown(page, /Simulated team/) },
  { name: 'project', path: '/projects/SIM', ready: async (page) => ticket(page) },
  { name: 'account', path: '/account?tab=tokens', ready: async (page) => shown(page, /New token/) },
  {
    name: 'admin',
    path: '/admin?table=issues',
    ready: async (page) => shown(page, /issue_name|Issue name/),
  },
  {
    name: 'metrics',
    path: '/metrics?project=SIM',
    ready: async (page) => expect(page.locator('.recharts-surface')).toHaveCount(5),
  },
  {
    name: 'flow',
    path: '/issues/SIM-12?tab=flow',
    ready: async (page) => expect(page.getByRole('listbox')).toBeVisible(),
  },
  { name: 'imports', path: '/admin/imports', ready: async (page) => shown(page, /Import/) },
]

const STRANGERS = [
  { name: 'welcome', path: '/', ready: async (page: Page) => shown(page, /keeps out of your way/) },
  { name: 'login', path: '/login', ready: async (page: Page) => shown(page, /No account yet/) },
  {
    name: 'register',
    path: '/register',
    ready: async (page: Page) => shown(page, /Already registered/),
  },
]

async function shown(page: Page, text: RegExp): Promise<void> {
  await expect(page.getByText(text).first()).toBeVisible()
}

async function ticket(page: Page): Promise<void> {
  await shown(page, /^SIM-\d+$/)
}

for (const width of WIDTHS)
  for (const scheme of SCHEMES)
    test.describe(`${width} wide, ${scheme}`, () => {
      test.use({ viewport: { width, height: width > 600 ? 900 : 844 }, colorScheme: scheme })

      for (const { name, path, ready } of PAGES)
        test(name, async ({ page, signedIn }) => {
          await signedIn('admin')
          await take(page, path, ready, `${name}-${scheme}-${width}`)
        })

      for (const { name, path, ready } of STRANGERS)
        test(name, async ({ page }) => take(page, path, ready, `${name}-${scheme}-${width}`))
    })

async function take(
  page: Page,
  path: string,
  ready: (page: Page) => Promise<void>,
  name: string,
): Promise<void> {
  await page.goto(path)
  await ready(page)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
  await expect(page.getByRole('progressbar', { name: 'Loading' })).toHaveCount(0)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}
