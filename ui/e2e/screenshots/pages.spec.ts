import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, type Person, test } from '../fixtures'

const FOLDER = resolve(import.meta.dirname, '../../../docs/screenshots')
const WIDTHS = [1440, 390] as const
const SCHEMES = ['light', 'dark'] as const
const TEAM = ['sim-amara', 'sim-bilal', 'sim-chiara', 'sim-dmitri', 'sim-elin', 'sim-farah']

interface Picture {
  name: string
  path: string
  /** What stands on the page when it is done. */
  ready: (page: Page) => Promise<void>
  /** Pages that one has seen before. */
  after?: readonly string[]
}

const PAGES: readonly Picture[] = [
  {
    name: 'home',
    path: '/',
    ready: async (page) => shown(page, /^Recently viewed$/),
    after: ['/issues/SIM-241', '/issues/SIM-195', '/issues/SIM-12'],
  },
  { name: 'board', path: '/dashboard?project=SIM', ready: async (page) => ticket(page) },
  { name: 'issues', path: '/issues?project=SIM', ready: async (page) => ticket(page) },
  { name: 'issue', path: '/issues/SIM-87', ready: async (page) => shown(page, /offline cache/) },
  {
    name: 'flow',
    path: '/issues/SIM-12?tab=flow',
    ready: async (page) => expect(page.getByRole('listbox')).toBeVisible(),
  },
  {
    name: 'create',
    path: '/create?project=SIM&type=bug&summary=The%20payment%20form',
    ready: async (page) => shown(page, /Similar/),
  },
  { name: 'metrics', path: '/metrics?project=SIM', ready: async (page) => charts(page) },
  { name: 'projects', path: '/projects', ready: async (page) => shown(page, /Simulated team/) },
  { name: 'project', path: '/projects/SIM', ready: async (page) => ticket(page) },
  { name: 'users', path: '/users', ready: async (page) => shown(page, /sim-bilal/) },
  { name: 'user', path: '/users/sim-dmitri', ready: async (page) => ticket(page) },
  { name: 'account', path: '/account?tab=tokens', ready: async (page) => shown(page, /Nightly/) },
  {
    name: 'admin',
    path: '/admin?table=issues',
    ready: async (page) => expect(page.getByRole('gridcell').nth(2)).toBeVisible(),
  },
  { name: 'imports', path: '/admin/imports', ready: async (page) => shown(page, /Choose a file/) },
]

const STRANGERS: readonly Picture[] = [
  { name: 'welcome', path: '/', ready: async (page) => shown(page, /keeps out of your way/) },
  { name: 'login', path: '/login', ready: async (page) => shown(page, /No account yet/) },
  { name: 'register', path: '/register', ready: async (page) => shown(page, /Already registered/) },
]

async function shown(page: Page, text: RegExp): Promise<void> {
  await expect(page.getByText(text).first()).toBeVisible()
}

async function ticket(page: Page): Promise<void> {
  await shown(page, /^SIM-\d+$/)
}

async function charts(page: Page): Promise<void> {
  await expect(page.locator('.recharts-surface')).toHaveCount(5)
}

/** Somebody who works in the simulated project: an empty tracker shows little. */
let amara: Person

test.beforeAll(async ({ admin, playwright, baseURL }) => {
  const username = 'sim-amara'
  const password = randomBytes(12).toString('base64url')
  const made = async (path: string, data: object, asking = admin) => {
    const answer = await asking.post(path, { data })
    expect([200, 201, 204, 409], await answer.text()).toContain(answer.status())
    return answer
  }
  const { token } = await (await made('/api/auth/invitations', { username })).json()
  await made('/api/auth/invitations/accept', { token, password })
  const promoted = await admin.patch(`/api/users/${username}`, { data: { user_type: 'ADMIN' } })
  expect(promoted.status(), await promoted.text()).toBe(200)
  for (const name of TEAM)
    await made('/api/projects/SIM/members', {
      username: name,
      member_role: name === username ? 'LEAD' : 'MEMBER',
    })
  const own = await playwright.request.newContext({ baseURL })
  const { access_token } = await (
    await own.post('/api/auth/token', { form: { username, password } })
  ).json()
  await own.dispose()
  const asAmara = await playwright.request.newContext({
    baseURL,
    extraHTTPHeaders: { Authorization: `Bearer ${access_token}` },
  })
  for (const [name, scope] of [
    ['Deployments', 'WRITE'],
    ['Nightly report', 'READ'],
  ])
    await made('/api/auth/access-tokens', { name, scope }, asAmara)
  await asAmara.dispose()
  amara = { username, password }
})

for (const width of WIDTHS)
  for (const scheme of SCHEMES)
    test.describe(`${width} wide, ${scheme}`, () => {
      const narrow = width < 600
      test.use({
        viewport: { width, height: narrow ? 844 : 900 },
        colorScheme: scheme,
        hasTouch: narrow,
        isMobile: narrow,
      })

      for (const picture of PAGES)
        test(picture.name, async ({ page, signedIn }) => {
          await signedIn(amara)
          await take(page, picture, `${picture.name}-${scheme}-${width}`)
        })

      for (const picture of STRANGERS)
        test(picture.name, async ({ page }) =>
          take(page, picture, `${picture.name}-${scheme}-${width}`),
        )
    })

async function take(page: Page, { path, ready, after = [] }: Picture, name: string) {
  for (const seen of after) {
    await page.goto(seen)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  await page.goto(path)
  await ready(page)
  await page.waitForLoadState('networkidle')
  await page.evaluate(async () => {
    await document.fonts.ready
    // The browser draws no scrollbar here: the room for it would be an empty strip.
    for (const element of document.querySelectorAll<HTMLElement>('#main, #rows'))
      element.style.scrollbarGutter = 'auto'
  })
  await expect(page.getByRole('progressbar', { name: 'Loading' })).toHaveCount(0)
  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  expect(beyond, 'no page scrolls sideways').toBeLessThanOrEqual(0)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}
