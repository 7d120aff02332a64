import { randomBytes } from 'node:crypto'
import {
  type APIRequestContext,
  type BrowserContext,
  test as base,
  type Cookie,
  expect,
  type Page,
} from '@playwright/test'
import axe, { type AxeResults, type RunOptions } from 'axe-core'
import { ConsoleGuard } from './console-guard'

/** Somebody who can sign in. */
export interface Person {
  username: string
  password: string
}

interface ForTests {
  /** Watches the console and the network; fails the test for what it did not announce. */
  consoleGuard: ConsoleGuard
  /** Makes a user, with a name of its own that begins with the given one. */
  newPerson: (name?: string) => Promise<Person>
  /** Signs the test's browser in: as the administrator, as somebody, or as a new user. */
  signedIn: (who?: 'admin' | Person) => Promise<Person>
  /** Opens a page in a browser of somebody else, who is signed in there. */
  pageOf: (who?: 'admin' | Person) => Promise<Page>
  /** Fails if axe finds anything on the page as it is, in the light or in the dark theme. */
  axe: (page?: Page) => Promise<void>
}

interface ForWorkers {
  /** The API as the administrator, to arrange what a test starts from. */
  admin: APIRequestContext
  /** The cookies of those who signed in before: a password takes a third of a second to check. */
  sessions: Map<string, Cookie[]>
}

/** The rules whose answer depends on the theme; all others see the same page in both. */
const COLOUR = ['color-contrast', 'link-in-text-block']
const THEME = 'ticketing-theme'
const ATTRIBUTE = 'data-mantine-color-scheme'

export const test = base.extend<ForTests, ForWorkers>({
  admin: [
    async ({ playwright }, use) => {
      const baseURL = origin()
      const asking = await playwright.request.newContext({ baseURL })
      const answer = await asking.post('/api/auth/token', { form: { ...administrator() } })
      expect(answer.status(), await answer.text()).toBe(200)
      const { access_token } = await answer.json()
      await asking.dispose()
      const admin = await playwright.request.newContext({
        baseURL,
        extraHTTPHeaders: { Authorization: `Bearer ${access_token}` },
      })
      await use(admin)
      await admin.dispose()
    },
    { scope: 'worker' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: so Playwright knows that it needs no other one
  sessions: [async ({}, use) => use(new Map()), { scope: 'worker' }],

  consoleGuard: [
    async ({ context }, use) => {
      const guard = new ConsoleGuard(origin())
      guard.watch(context)
      await use(guard)
      expect(guard.verdict(), 'what the browser complained of').toEqual([])
    },
    { auto: true },
  ],

  newPerson: async ({ admin }, use) => {
    await use(async (name = 'user') => {
      const unique = `${name}-${randomBytes(4).toString('hex')}`
      const person = { username: unique, password: randomBytes(12).toString('base64url') }
      const answer = await admin.post('/api/users', { data: person })
      expect(answer.status(), await answer.text()).toBe(201)
      return person
    })
  },

  signedIn: async ({ context, newPerson, sessions }, use) => {
    await use(async (who) => {
      const person = who === 'admin' ? administrator() : (who ?? (await newPerson()))
      await signIn(context, person, sessions)
      return person
    })
  },

  pageOf: async ({ browser, consoleGuard, newPerson, sessions }, use, testInfo) => {
    const contexts: BrowserContext[] = []
    await use(async (who) => {
      const context = await browser.newContext(testInfo.project.use)
      contexts.push(context)
      consoleGuard.watch(context)
      const person = who === 'admin' ? administrator() : (who ?? (await newPerson()))
      await signIn(context, person, sessions)
      return context.newPage()
    })
    for (const context of contexts) await context.close()
  },

  axe: async ({ page }, use) => {
    await use(async (looked = page) => {
      await looked.locator('h1').first().waitFor({ state: 'attached' }) // its code has come
      const before = await looked.evaluate((key) => localStorage.getItem(key), THEME)
      await paint(looked, 'light')
      expect(await violations(looked), `axe on ${looked.url()}`).toEqual([])
      await paint(looked, 'dark')
      expect(await violations(looked, COLOUR), `axe in the dark on ${looked.url()}`).toEqual([])
      await paint(looked, before)
    })
  },
})

export { expect }

/** Where the tracker is that the global setup started, as `http://127.0.0.1:8000`. */
export function origin(): string {
  return wanted('TICKETING_E2E_URL')
}

/** The first administrator. */
export function administrator(): Person {
  return { username: 'admin', password: wanted('TICKETING_E2E_PASSWORD') }
}

function wanted(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: the global setup did not run`)
  return value
}

/** Gives a browser the cookies of a session, of one that is there already if it lives. */
async function signIn(
  context: BrowserContext,
  person: Person,
  sessions: Map<string, Cookie[]>,
): Promise<void> {
  await context.clearCookies()
  const known = sessions.get(person.username)
  if (known) {
    await context.addCookies(known)
    if ((await context.request.get('/api/auth/validate')).ok()) return
  }
  const answer = await context.request.post('/api/auth/token', { form: { ...person } })
  expect(answer.status(), await answer.text()).toBe(200)
  sessions.set(person.username, await context.cookies())
}

/** What axe finds on a page as it is, by all of its usual rules or by the given ones. */
async function violations(page: Page, rules?: string[]) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const options: RunOptions = { resultTypes: ['violations'] } // else it describes all that is well
  if (rules) options.runOnly = rules
  const found = await page.evaluate(async (wanted): Promise<AxeResults['violations']> => {
    const there = (window as unknown as { axe: typeof axe }).axe
    return (await there.run(document, wanted)).violations
  }, options)
  return found.map(({ id, help, nodes }) => ({
    [`${id}: ${help}`]: nodes.map((node) => `${node.target}: ${node.failureSummary}`),
  }))
}

/** Shows a page in a theme, as another tab's choice would; a null theme is the system's. */
async function paint(page: Page, scheme: string | null): Promise<void> {
  const shown = await page.evaluate(
    ([key, value, attribute]) => {
      if (value === null) localStorage.removeItem(key)
      else localStorage.setItem(key, value)
      const change = { key, newValue: value, storageArea: localStorage }
      window.dispatchEvent(new StorageEvent('storage', change))
      return document.documentElement.getAttribute(attribute)
    },
    [THEME, scheme, ATTRIBUTE] as const,
  )
  if (scheme === null || shown === scheme) return
  const root = page.locator(':root')
  try {
    await expect(root).toHaveAttribute(ATTRIBUTE, scheme, { timeout: 1_000 })
  } catch {
    await page.reload() // it reads its theme only when it begins
    await expect(root).toHaveAttribute(ATTRIBUTE, scheme)
  }
}
