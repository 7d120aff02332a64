import { randomBytes } from 'node:crypto'
import type { APIRequestContext, Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'

const OPEN = 1
const IN_PROGRESS = 3
const ON_HOLD = 4
const DONE = 6

/** A project of the test's own, with issues in the given statuses; returns key and tickets. */
async function arrange(admin: APIRequestContext, statuses: readonly number[], more: object = {}) {
  const key = `B${randomBytes(4).toString('hex').toUpperCase()}`
  const project = { project_key: key, project_name: `Board ${key}` }
  expect((await admin.post('/api/projects', { data: project })).status()).toBe(201)
  const tickets: string[] = []
  for (const [index, issue_status] of statuses.entries()) {
    const data = { issue_project: key, issue_summary: `Card ${index + 1}`, issue_status, ...more }
    const answer = await admin.post('/api/issues', { data })
    expect(answer.status(), await answer.text()).toBe(201)
    tickets.push((await answer.json()).issue_name)
  }
  return { key, tickets }
}

const column = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const cards = (inside: Locator) => inside.getByRole('article')
const card = (page: Page, ticket: string) => page.locator(`[data-ticket="${ticket}"]`)
const link = (page: Page, ticket: string) => card(page, ticket).getByRole('link')

/** The tickets of a column, from top to bottom. */
async function expectCards(page: Page, name: string, tickets: readonly (string | undefined)[]) {
  await expect(cards(column(page, name))).toHaveCount(tickets.length)
  await expect
    .poll(() =>
      cards(column(page, name)).evaluateAll((found) =>
        found.map((element) => (element as HTMLElement).dataset.ticket),
      ),
    )
    .toEqual(tickets)
}

/** The order at the server, which alone is what others see. */
async function ranked(admin: APIRequestContext, key: string, status: number): Promise<string[]> {
  const query = `issue_project=${key}&issue_status=${status}&sort=issue_rank&fields=issue_name&per_page=200`
  const { items } = await (await admin.get(`/api/issues?${query}`)).json()
  return items.map((item: { issue_name: string }) => item.issue_name)
}

/** Drag with the mouse to the upper or lower part of a target, as a hand does, in steps. */
async function drag(page: Page, from: Locator, to: Locator, part: 'upper' | 'lower') {
  const start = await from.boundingBox()
  const end = await to.boundingBox()
  if (!start || !end) throw new Error('not in sight')
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await page.mouse.down()
  const y = end.y + end.height * (part === 'upper' ? 0.2 : 0.8)
  await page.mouse.move(end.x + end.width / 2, y - 6, { steps: 8 })
  await page.mouse.move(end.x + end.width / 2, y, { steps: 3 })
}

test('a card dragged within its column gets another rank, which Undo takes back', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, tickets } = await arrange(admin, [OPEN, OPEN, OPEN])
  const [one, two, three] = tickets
  await signedIn('admin')
  await page.goto(`/dashboard?project=${key}`)
  await expectCards(page, 'Open', [one, two, three])
  await drag(page, card(page, `${three}`), card(page, `${one}`), 'upper')
  await expect(page.locator('li[data-edge="top"]')).toHaveCount(1)
  await page.mouse.up()
  await expectCards(page, 'Open', [three, one, two])
  await expect(link(page, `${three}`)).toBeFocused()
  await expect.poll(() => ranked(admin, key, OPEN)).toEqual([three, one, two])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expectCards(page, 'Open', [one, two, three])
  await expect.poll(() => ranked(admin, key, OPEN)).toEqual([one, two, three])
})

test('a card dragged to another column changes status and rank in one request', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, tickets } = await arrange(admin, [OPEN, IN_PROGRESS, IN_PROGRESS])
  const [one, two, three] = tickets
  await signedIn('admin')
  await page.goto(`/dashboard?project=${key}`)
  await expectCards(page, 'In progress', [two, three])
  const patches: unknown[] = []
  page.on('request', (request) => {
    if (request.method() === 'PATCH') patches.push(request.postDataJSON())
  })
  await drag(page, card(page, `${one}`), card(page, `${two}`), 'lower')
  await expect(column(page, 'In progress')).toHaveAttribute('data-over', 'true')
  await page.mouse.up()
  await expectCards(page, 'In progress', [two, one, three])
  await expectCards(page, 'Open', [])
  await expect(column(page, 'In progress').getByTitle('3 issues')).toBeVisible()
  await expect.poll(() => ranked(admin, key, IN_PROGRESS)).toEqual([two, one, three])
  expect(patches).toEqual([{ issue_status: IN_PROGRESS, rank_after: two, rank_before: three }])
  await expect(page.getByText(`${one} moved to In progress, 2 of 3`)).toBeAttached()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expectCards(page, 'Open', [one])
  await expect.poll(() => ranked(admin, key, OPEN)).toEqual([one])
})

test('a collapsed column takes cards, keeps its state and shows the last closed first', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, tickets } = await arrange(admin, [DONE, OPEN, OPEN])
  const [old, one, two] = tickets
  await page.setViewportSize({ width: 1920, height: 900 })
  await signedIn('admin')
  await page.goto(`/dashboard?project=${key}`)
  await drag(page, card(page, `${one}`), column(page, 'Done'), 'upper')
  await page.mouse.up()
  await expectCards(page, 'Open', [two])
  await expect(link(page, `${two}`)).toBeFocused()
  await page.getByRole('button', { name: 'Expand Done, 2 issues' }).click()
  await expectCards(page, 'Done', [one, old])
  await page.reload()
  await expectCards(page, 'Done', [one, old])
  await page.getByRole('button', { name: 'Done: show in the order of rank' }).click()
  await expectCards(page, 'Done', [old, one])
  await page.getByRole('button', { name: 'Collapse Done' }).click()
  await expect(page.getByRole('button', { name: 'Expand Done, 2 issues' })).toBeVisible()
})

test('the keys go from card to card, move the one with the focus and open it', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, tickets } = await arrange(admin, [OPEN, OPEN, OPEN, OPEN, IN_PROGRESS])
  const [one, two, three, four, five] = tickets
  await signedIn('admin')
  await page.goto(`/dashboard?project=${key}`)
  await expectCards(page, 'Open', [one, two, three, four])
  await page.keyboard.press('j')
  await expect(link(page, `${one}`)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(link(page, `${two}`)).toBeFocused()
  await page.keyboard.press('l')
  await expect(link(page, `${five}`)).toBeFocused()
  await page.keyboard.press('h')
  await page.keyboard.press('k')
  await expect(link(page, `${one}`)).toBeFocused()

  // Quicker than the server answers: the card ends where the last move put it.
  for (let step = 0; step < 3; step++) await page.keyboard.press('Alt+ArrowDown')
  await expectCards(page, 'Open', [two, three, four, one])
  await expect(page.getByText(`${one} moved, 4 of 4`)).toBeAttached()
  await expect.poll(() => ranked(admin, key, OPEN)).toEqual([two, three, four, one])
  await expectCards(page, 'Open', [two, three, four, one])
  await page.keyboard.press('Alt+ArrowUp')
  await expectCards(page, 'Open', [two, three, one, four])
  await expect(link(page, `${one}`)).toBeFocused()

  await page.keyboard.press('s')
  await page.getByLabel('Find: Status').fill('hold')
  await page.keyboard.press('Enter')
  await expectCards(page, 'On hold', [one])
  await expect(link(page, `${one}`)).toBeFocused()
  await page.keyboard.press('Alt+ArrowLeft')
  await expectCards(page, 'In progress', [one, five])
  await expect(link(page, `${one}`)).toBeFocused()
  await expect.poll(() => ranked(admin, key, IN_PROGRESS)).toEqual([one, five])
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/issues/${one}$`))
})

test('a card without assignee asks who takes it before it becomes Assigned', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, tickets } = await arrange(admin, [OPEN, OPEN])
  const [one, two] = tickets
  await signedIn('admin')
  await page.goto(`/dashboard?project=${key}`)
  await drag(page, card(page, `${one}`), column(page, 'Assigned'), 'lower')
  await page.mouse.up()
  await expect(page.getByLabel(`Find: Who takes ${one}?`)).toBeFocused()
  await page.keyboard.press('Escape')
  await expectCards(page, 'Open', [one, two])
  await expect(page.getByRole('alert').getByText('nobody was chosen')).toBeVisible()
  await card(page, `${one}`).hover()
  await page.getByRole('button', { name: `Actions of ${one}` }).click()
  await page.getByRole('menuitem', { name: 'Move to…' }).click()
  await page.getByRole('option', { name: 'Assigned' }).click()
  await page.getByRole('option', { name: 'admin' }).click()
  await expectCards(page, 'Assigned', [one])
  await expect(card(page, `${one}`).getByRole('button', { name: /: admin$/ })).toBeAttached()
  await expect
    .poll(async () => (await (await admin.get(`/api/issues/${one}`)).json()).issue_assigned_to)
    .toBe('admin')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expectCards(page, 'Open', [one, two])
  await expect.poll(() => ranked(admin, key, OPEN)).toEqual([one, two])
})

test('a drop that is refused goes back and says why', async ({
  page,
  admin,
  signedIn,
  newPerson,
  consoleGuard,
}) => {
  const { key, tickets } = await arrange(admin, [OPEN, IN_PROGRESS])
  const [one, two] = tickets
  const viewer = await newPerson('viewer')
  const member = { username: viewer.username, member_role: 1 }
  expect((await admin.post(`/api/projects/${key}/members`, { data: member })).status()).toBe(201)
  await signedIn(viewer)
  await page.goto(`/dashboard?project=${key}`)
  await expectCards(page, 'In progress', [two])
  consoleGuard.announce(`/api/issues/${one}`, 403)
  await drag(page, card(page, `${one}`), card(page, `${two}`), 'upper')
  await page.mouse.up()
  await expect(page.getByRole('alert').getByText(`${one} was not moved`)).toBeVisible()
  await expectCards(page, 'Open', [one])
  await expectCards(page, 'In progress', [two])
  await expect(link(page, `${one}`)).toBeFocused()
})

test('filters and columns are in the address, and + begins what they say', async ({
  page,
  admin,
  signedIn,
  axe,
}) => {
  const { key, tickets } = await arrange(admin, [OPEN, IN_PROGRESS])
  const [one, two] = tickets
  const changes = { issue_type: 'BUG', labels: ['crash, hard'], issue_priority: 1 }
  expect((await admin.patch(`/api/issues/${two}`, { data: changes })).status()).toBe(200)
  await signedIn('admin')
  await page.goto(`/dashboard?project=${key}`)
  await expectCards(page, 'Open', [one])
  await axe()
  await page.getByRole('button', { name: 'Type', exact: true }).click()
  await page.getByRole('option', { name: 'Bug' }).click()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(new RegExp(`project=${key}&type=bug$`))
  await expectCards(page, 'Open', [])
  await expectCards(page, 'In progress', [two])
  await page.getByRole('button', { name: 'Label', exact: true }).click()
  await page.getByRole('option', { name: 'crash, hard' }).click()
  await page.keyboard.press('Escape')
  await page.reload()
  await expectCards(page, 'In progress', [two])
  await expect(page.getByRole('button', { name: 'Label: crash, hard' })).toBeVisible()

  await page.getByRole('button', { name: 'New issue in On hold' }).click()
  const dialog = page.getByRole('dialog', { name: 'New issue' })
  await expect(dialog.getByRole('button', { name: `Project: ${key}` })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Status: On hold' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Type: Bug' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Labels: crash, hard' })).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Summary' }).fill('Begun in a column')
  await page.keyboard.press('Control+Enter')
  await expectCards(page, 'On hold', [`${key}-3`])

  await page.goto(`/dashboard?project=${key}&status=!open`)
  await expectCards(page, 'In progress', [two])
  await expect(column(page, 'Open')).toHaveCount(0)

  await page.getByRole('searchbox', { name: 'Filter by text' }).fill('nothing has this')
  await expect(page.getByText('No issues match')).toBeVisible()
  await expect(page).toHaveURL(/q=nothing\+has\+this/)
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await expect(page).toHaveURL(/\/dashboard$/)
})

test('a long column is drawn in part, and all of it can be reached', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key } = await arrange(admin, [])
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, index) =>
      admin.post('/api/issues', {
        data: { issue_project: key, issue_summary: `Card ${index}`, issue_status: OPEN },
      }),
    ),
  )
  expect(answers.map((answer) => answer.status())).toEqual(Array(120).fill(201))
  const order = await ranked(admin, key, OPEN)
  const [last, before] = order.toReversed()
  await signedIn('admin')
  await page.goto(`/dashboard?project=${key}`)
  const open = column(page, 'Open')
  await expect(open.getByTitle('120 issues')).toBeVisible()
  await open.hover()
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 5000)
      return card(page, `${last}`).isVisible()
    })
    .toBe(true)
  expect(await cards(open).count()).toBeLessThan(60)
  await link(page, `${last}`).focus()
  await page.keyboard.press('k')
  await expect(link(page, `${before}`)).toBeFocused()
  for (let step = 0; step < 20; step++) await page.keyboard.press('k')
  await expect(link(page, `${order[98]}`)).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(async () => (await ranked(admin, key, OPEN)).indexOf(`${order[98]}`)).toBe(97)
  await expect(link(page, `${order[98]}`)).toBeFocused()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

  test('the board fits, and the menu of a card moves it', async ({
    page,
    admin,
    signedIn,
    axe,
  }) => {
    const { key, tickets } = await arrange(admin, [OPEN, OPEN, OPEN])
    const [one, two, three] = tickets
    await signedIn('admin')
    await page.goto(`/dashboard?project=${key}`)
    await expectCards(page, 'Open', tickets)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await axe()
    await page.getByRole('button', { name: `Actions of ${one}` }).tap()
    await page.getByRole('menuitem', { name: 'Move to the bottom' }).tap()
    await expectCards(page, 'Open', [two, three, one])
    await page.getByRole('button', { name: `Actions of ${two}` }).tap()
    await page.getByRole('menuitem', { name: 'Move to…' }).tap()
    await page.getByRole('option', { name: 'On hold' }).tap()
    await expectCards(page, 'On hold', [two])
    await expect(link(page, `${two}`)).toBeInViewport()
    await expect.poll(() => ranked(admin, key, ON_HOLD)).toEqual([two])
    await expect.poll(() => ranked(admin, key, OPEN)).toEqual([three, one])
  })

  test('a finger that rests on a card drags it, and one that does not scrolls', async ({
    page,
    admin,
    signedIn,
  }) => {
    const { key, tickets } = await arrange(admin, Array<number>(12).fill(OPEN))
    const [one, two, three] = tickets
    await signedIn('admin')
    await page.goto(`/dashboard?project=${key}`)
    await expectCards(page, 'Open', tickets)
    const finger = await touch(page)

    const list = column(page, 'Open').locator('ul, ol').locator('..')
    await finger.down(card(page, `${three}`))
    await finger.move(0, -120)
    await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBeGreaterThan(60)
    const rested = list.evaluate(
      (element) => new Promise((resolve) => element.addEventListener('scrollend', resolve)),
    )
    await finger.up()
    await rested
    await expect(page.locator('[data-dragged]')).toHaveCount(0)
    await expectCards(page, 'Open', tickets)
    await list.evaluate((element) => element.scrollTo(0, 0))

    // Held, it goes along, and nothing scrolls under it.
    await finger.down(card(page, `${one}`))
    await expect(page.locator('[data-dragged]')).toHaveCount(1)
    await finger.move(
      0,
      (await middle(card(page, `${three}`))) - (await middle(card(page, `${one}`))),
    )
    await finger.move(0, 20)
    await expect(
      page.locator('li[data-edge="bottom"]').locator(card(page, `${three}`)),
    ).toBeVisible()
    expect(await list.evaluate((element) => element.scrollTop)).toBe(0)
    await finger.up()
    await expectCards(page, 'Open', [two, three, one, ...tickets.slice(3)])
    await expect
      .poll(async () => (await ranked(admin, key, OPEN)).slice(0, 3))
      .toEqual([two, three, one])
    await expect(page).toHaveURL(new RegExp(`project=${key}$`)) // it was no tap

    // At the edge the board scrolls to the next column.
    await finger.down(card(page, `${two}`))
    await expect(page.locator('[data-dragged]')).toHaveCount(1)
    await finger.move(165, 40)
    await expect(column(page, 'Assigned')).toHaveAttribute('data-over', 'true')
    await finger.move(-60, 0)
    await finger.cancel() // as a call that comes in
    await expect(page.locator('[data-dragged]')).toHaveCount(0)
    await expect(card(page, `${two}`)).toHaveCount(1)
    await page.getByRole('region', { name: 'Open', exact: true }).scrollIntoViewIfNeeded()
    await link(page, `${two}`).tap()
    await expect(page).toHaveURL(new RegExp(`/issues/${two}$`))
  })
})

const middle = async (what: Locator) => {
  const box = await what.boundingBox()
  if (!box) throw new Error('not in sight')
  return box.y + box.height / 2
}

/** A finger, which Playwright has for taps only. */
async function touch(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  let at = { x: 0, y: 0 }
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel') =>
    devtools.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchStart' || type === 'touchMove' ? [at] : [],
    })
  return {
    down: async (on: Locator) => {
      const box = await on.boundingBox()
      if (!box) throw new Error('not in sight')
      at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
      await send('touchStart')
    },
    /** Moves on by so many pixels, as a finger does, in steps. */
    move: async (x: number, y: number) => {
      const from = at
      for (let step = 1; step <= 12; step++) {
        at = { x: from.x + (x * step) / 12, y: from.y + (y * step) / 12 }
        await send('touchMove')
      }
    },
    up: () => send('touchEnd'),
    cancel: () => send('touchCancel'),
  }
}
