import { randomBytes } from 'node:crypto'
import type { APIRequestContext, Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'

interface Made {
  key: string
  tickets: string[]
}

const SUMMARIES = [
  'Sign in with a passkey',
  'Export crashes on umlauts',
  'Speed up the first page',
  'Explain the backup',
  'Rename a sprint',
  'Upload by drag and drop',
]

/** A project of the test's own, with issues in it. */
async function project(admin: APIRequestContext, count = SUMMARIES.length): Promise<Made> {
  const key = `L${randomBytes(4).toString('hex').toUpperCase()}`
  const made = await admin.post('/api/projects', { data: { project_key: key, project_name: key } })
  expect(made.status(), await made.text()).toBe(201)
  const tickets: string[] = []
  for (let place = 0; place < count; place++) {
    const answer = await admin.post('/api/issues', {
      data: {
        issue_project: key,
        issue_summary: SUMMARIES[place % SUMMARIES.length],
        issue_type: place % 2 ? 'BUG' : 'TASK',
        issue_priority: place < 2 ? 'HIGH' : 'MEDIUM',
        issue_story_points: place + 1,
        labels: place === 0 ? ['login'] : [],
      },
    })
    expect(answer.status(), await answer.text()).toBe(201)
    tickets.push((await answer.json()).issue_name)
  }
  return { key, tickets }
}

const list = (page: Page) => page.getByRole('grid', { name: 'Issues' })
const row = (page: Page, ticket = '') =>
  list(page)
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name: ticket }) })
const link = (page: Page, ticket: string) => list(page).getByRole('link', { name: `${ticket} ` })
const chips = (page: Page) => page.getByRole('list', { name: 'Filters' })

async function issue(admin: APIRequestContext, ticket: string) {
  return (await admin.get(`/api/issues/${ticket}`)).json()
}

/** The names of the rows that are drawn, from the top down. */
async function drawn(page: Page): Promise<string[]> {
  const names = await list(page)
    .getByRole('rowheader')
    .getByRole('link')
    .evaluateAll((links) => links.map((one) => one.getAttribute('aria-label')?.split(' ')[0] ?? ''))
  return names
}

async function pick(page: Page, name: string): Promise<void> {
  await page.getByRole('option', { name, exact: true }).click()
}

test('a filter is found by typing, read as a sentence, and shared by its address', async ({
  page,
  admin,
  signedIn,
  pageOf,
}) => {
  const { key, tickets } = await project(admin)
  await signedIn('admin')
  await page.goto(`/issues?project=${key}`)
  await expect(row(page)).toHaveCount(tickets.length)

  await page.keyboard.press('f')
  await page.getByLabel('Find: Filter by').fill('prio')
  await page.keyboard.press('Enter')
  await page.getByLabel('Find: Priority').fill('hi')
  await page.getByRole('option', { name: 'High 2' }).click()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(`/issues?project=${key}&priority=high`)
  await expect(chips(page)).toContainText('Priorityis')
  await expect(row(page)).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Filter', exact: true })).toBeFocused()

  await page.getByRole('button', { name: 'Priority is: turn into is not' }).click()
  await expect(page).toHaveURL(`/issues?project=${key}&priority=!high`)
  await expect(row(page)).toHaveCount(tickets.length - 2)

  const other = await pageOf('admin')
  await other.goto(page.url())
  await expect(row(other)).toHaveCount(tickets.length - 2)
  await expect(chips(other)).toContainText('is not')
  expect(await drawn(other)).toEqual(await drawn(page))

  await page.getByRole('button', { name: 'Remove filter: Priority is not High' }).click()
  await expect(page).toHaveURL(`/issues?project=${key}`)
})

test('several values are one step back, and Back and reload show what was there', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, tickets } = await project(admin)
  const [first = '', second = ''] = tickets
  await admin.patch(`/api/issues/${second}`, { data: { issue_status: 'DONE' } })
  await signedIn('admin')
  await page.goto(`/issues?project=${key}`)
  await expect(row(page)).toHaveCount(tickets.length - 1)

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('option', { name: 'Status' }).click()
  await page.getByRole('option', { name: 'Open' }).click()
  await page.getByRole('option', { name: 'Done' }).click()
  await page.keyboard.press('Escape')
  // A closed status is looked for among all issues.
  await expect(page).toHaveURL(`/issues?state=all&project=${key}&status=open,done`)
  await expect(row(page)).toHaveCount(tickets.length)

  await page.getByRole('columnheader', { name: 'Issue' }).getByRole('button').click()
  await expect(page).toHaveURL(/sort=issue_project,created_on/)
  await expect.poll(() => drawn(page)).toEqual(tickets)
  await page.reload()
  await expect.poll(() => drawn(page)).toEqual(tickets)

  await page.goBack()
  await expect(page).toHaveURL(`/issues?state=all&project=${key}&status=open,done`)
  await page.goBack()
  await expect(page).toHaveURL(`/issues?project=${key}`)
  await expect(row(page)).toHaveCount(tickets.length - 1)
  await page.goForward()
  await expect(row(page)).toHaveCount(tickets.length)

  await link(page, first).click()
  await expect(page).toHaveURL(`/issues/${first}`)
  await page.goBack()
  await expect(link(page, first)).toBeFocused()
})

test('typing searches in place of the address before', async ({ page, admin, signedIn }) => {
  const { key } = await project(admin)
  await signedIn('admin')
  await page.goto('/issues?view=compact')
  await page.goto(`/issues?project=${key}`)
  await expect(row(page)).toHaveCount(6) // before, the key opens the palette that searches everything
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search issues' })).toBeFocused()
  await page.keyboard.type('umlauts')
  await expect(page).toHaveURL(`/issues?q=umlauts&project=${key}`)
  await expect(row(page)).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(list(page).getByRole('link')).toBeFocused()
  await page.goBack()
  await expect(page).toHaveURL('/issues?view=compact')
})

test('who opens an issue right after typing is not called back', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, tickets } = await project(admin)
  await signedIn('admin')
  let letThrough = () => {}
  const held = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route(/assets\/IssuePage-/, async (route) => {
    await held // the code of the next page comes late, as over a slow line
    await route.continue()
  })
  await page.goto(`/issues?project=${key}`)
  await expect(row(page)).toHaveCount(6)
  const address = page.url()
  await page.getByRole('searchbox', { name: 'Search issues' }).fill('umlauts')
  await link(page, `${tickets[0]}`).click()
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400))) // past the pause
  letThrough()
  await expect(page).toHaveURL(new RegExp(`/issues/${tickets[0]}$`))
  await expect(page.getByRole('heading', { level: 1, name: SUMMARIES[0] })).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(address)
})

test('a property is changed where it stands, changed back, and refused with the reason', async ({
  page,
  admin,
  signedIn,
  consoleGuard,
}) => {
  const { key, tickets } = await project(admin, 2)
  const [ticket = ''] = tickets
  await signedIn('admin')
  await page.goto(`/issues?project=${key}`)
  const status = row(page, ticket).getByRole('button', { name: 'Status' })
  await status.click()
  await page.getByLabel('Find: Status').fill('hold')
  await page.keyboard.press('Enter')
  await expect(status).toHaveAccessibleName('Status: On hold')
  await expect(status).toBeFocused()
  await expect(page.getByText(`${ticket}: Status is now On hold`)).toBeVisible()
  await expect.poll(async () => (await issue(admin, ticket)).issue_status).toBe(4)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(status).toHaveAccessibleName('Status: Open')
  await expect.poll(async () => (await issue(admin, ticket)).issue_status).toBe(1)

  await row(page, ticket).getByRole('button', { name: 'Labels: login' }).click()
  await pick(page, 'login')
  await page.getByLabel('Find: Labels').fill('passkeys')
  await page.getByRole('option', { name: 'New label “passkeys”' }).click()
  await page.keyboard.press('Escape')
  await expect(row(page, ticket).getByRole('button', { name: 'Labels: passkeys' })).toBeVisible()
  await expect.poll(async () => (await issue(admin, ticket)).labels).toEqual(['passkeys'])

  consoleGuard.announce(`/api/issues/${ticket}`, 422)
  await status.click()
  await page.getByRole('option', { name: 'Assigned' }).click()
  await expect(page.getByRole('alert')).toContainText('ASSIGNED needs an assignee')
  await expect(status).toHaveAccessibleName('Status: Open')
})

test('groups have heads with numbers, and fold their issues away', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, tickets } = await project(admin)
  await signedIn('admin')
  await page.goto(`/issues?project=${key}`)
  await page.getByRole('button', { name: 'Display' }).click()
  await page.getByLabel('Group by').selectOption('Type')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(`/issues?project=${key}&group=type`)
  const bugs = list(page).getByRole('button', { name: 'Bug, 3 issues, 12 pts' })
  await expect(bugs).toHaveAttribute('aria-expanded', 'true')
  await expect(list(page).getByRole('button', { name: 'Task, 3 issues, 9 pts' })).toBeVisible()
  await bugs.click()
  await expect(page).toHaveURL(`/issues?project=${key}&group=type&collapsed=bug`)
  await expect(bugs).toHaveAttribute('aria-expanded', 'false')
  await expect(row(page)).toHaveCount(3)
  await expect(bugs).toBeVisible()
  await page.reload()
  await expect(row(page)).toHaveCount(3)

  // An issue that is changed moves to its group at once.
  const [task = ''] = tickets
  await row(page, task).getByRole('button', { name: 'Type: Task' }).click()
  await page.getByRole('option', { name: 'Feature' }).click()
  await expect(list(page).getByRole('button', { name: 'Feature, 1 issue, 1 pt' })).toBeVisible()
  await bugs.click()
  await expect(row(page)).toHaveCount(tickets.length)
})

test('many issues are changed at once and changed back, and those that refuse are named', async ({
  page,
  admin,
  signedIn,
  axe,
}) => {
  const { key, tickets } = await project(admin, 4)
  const [first = '', second = ''] = tickets
  const low = { issue_priority: 'LOW', issue_assigned_to: 'admin' }
  await admin.patch(`/api/issues/${first}`, { data: low })
  await signedIn('admin')
  await page.goto(`/issues?project=${key}&sort=issue_project,created_on`)
  const bar = page.getByRole('region', { name: 'Selected issues' })
  await link(page, first).focus()
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(bar).toContainText('2 selected')
  await expect(page.getByText('2 issues selected')).toBeAttached()
  await expect(row(page, second)).toHaveAttribute('aria-selected', 'true')
  await bar.getByRole('button', { name: 'Select all 4 on this page' }).click()
  await bar.getByRole('button', { name: 'Priority' }).click()
  await page.getByRole('option', { name: 'Highest' }).click()
  await expect(page.getByText('4 issues: Priority is now Highest')).toBeVisible()
  const priorities = async () =>
    Promise.all(tickets.map(async (ticket) => (await issue(admin, ticket)).issue_priority))
  expect(await priorities()).toEqual([1, 1, 1, 1])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('4 issues changed back')).toBeVisible()
  expect(await priorities()).toEqual([4, 2, 3, 3])

  await page.keyboard.press('s')
  await page.getByLabel('Find: Status').fill('assig')
  await page.keyboard.press('Enter')
  const told = page.getByRole('dialog', { name: '0 changed, 1 so already, 3 refused' })
  await expect(told.getByText('ASSIGNED needs an assignee')).toHaveCount(3)
  await axe()
  await told.getByRole('button', { name: 'Select the 3 refused' }).click()
  await expect(bar).toContainText('3 selected')
  await expect(row(page, first)).toHaveAttribute('aria-selected', 'false')
  await page.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)
})

test('the keyboard is enough', async ({ page, admin, signedIn }) => {
  const { key, tickets } = await project(admin)
  const [first = '', second = '', third = ''] = tickets
  await signedIn('admin')
  let load = () => {}
  const wanted = new Promise<void>((done) => {
    load = done
  })
  await page.route(/InlineEditor/, async (route) => {
    await wanted
    await route.continue()
  })
  await page.goto(`/issues?project=${key}&sort=issue_project,created_on`)
  await expect(row(page)).toHaveCount(tickets.length)
  await page.keyboard.press('j')
  await expect(link(page, first)).toBeFocused()

  // What is typed while the first popover is still loaded is for it, and not "assign to me".
  await page.keyboard.type('ai')
  load()
  await expect(page.getByLabel('Find: Assignee')).toBeVisible()
  expect((await issue(admin, first)).issue_assigned_to).toBeNull()
  await page.keyboard.press('Escape')
  await expect(link(page, first)).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowDown')
  await expect(link(page, third)).toBeFocused()
  await page.keyboard.press('k')
  await expect(link(page, second)).toBeFocused()
  await page.keyboard.press('p')
  await page.getByLabel('Find: Priority').fill('lowest')
  await page.keyboard.press('Enter')
  await expect(link(page, second)).toBeFocused()
  await expect(row(page, second).getByRole('button', { name: 'Priority: Lowest' })).toBeVisible()
  await page.keyboard.press('i')
  await expect(row(page, second).getByRole('button', { name: 'Assignee: admin' })).toBeVisible()
  await expect(row(page, second).getByRole('button', { name: 'Status: Assigned' })).toBeVisible()

  // Only one row can be reached with Tab; the arrows go through what is in it.
  await page.keyboard.press('ArrowRight')
  await expect(row(page, second).getByRole('button', { name: 'Labels' })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('End')
  await expect(link(page, tickets.at(-1) ?? '')).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/issues/${first}`)
})

test('an issue can be looked into without leaving the list', async ({
  page,
  admin,
  signedIn,
  axe,
}) => {
  const { key, tickets } = await project(admin, 3)
  const [first = '', second = ''] = tickets
  await admin.patch(`/api/issues/${first}`, {
    data: { issue_description: 'It **must** work with\n\n- keys' },
  })
  await admin.post(`/api/issues/${first}/comments`, { data: { activity_text: 'Agreed, `soon`' } })
  await signedIn('admin')
  await page.goto(`/issues?project=${key}&sort=issue_project,created_on`)
  await expect(row(page)).toHaveCount(3)
  await page.keyboard.press('j')
  await page.keyboard.press(' ')
  const panel = page.getByRole('complementary', { name: `Preview of ${first}` })
  await expect(panel.locator('strong', { hasText: 'must' })).toBeVisible()
  await expect(panel.locator('code', { hasText: 'soon' })).toBeVisible()
  await expect(link(page, first)).toBeFocused()
  await axe()
  await page.keyboard.press('j')
  await expect(page.getByRole('complementary', { name: `Preview of ${second}` })).toBeVisible()
  await expect(page.getByText('No description.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary', { name: /Preview/ })).toHaveCount(0)
  await expect(link(page, second)).toBeFocused()
  await expect(page).toHaveURL(/\/issues\?/)
})

test('a view can be taken along: in another tab, as a link, as a CSV', async ({
  page,
  context,
  admin,
  signedIn,
}) => {
  const { key, tickets } = await project(admin, 3)
  const [first = ''] = tickets
  await signedIn('admin')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const more = '&sort=issue_project,created_on&rowsPerPage=25&cols=status,points'
  await page.goto(`/issues?project=${key}&type=task&assignee=!@me${more}`)
  await expect(link(page, first)).toHaveAttribute('href', new RegExp(`/issues/${first}$`))
  const opened = context.waitForEvent('page')
  await link(page, first).click({ modifiers: ['Control'] })
  const tab = await opened
  await expect(tab).toHaveURL(new RegExp(`/issues/${first}$`))
  await expect(row(page)).toHaveCount(2)

  await page.getByRole('button', { name: 'More about this view' }).click()
  await page.getByRole('menuitem', { name: 'Copy link' }).click()
  await expect(page.getByText('Link to this view copied')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  const query = new URL(copied).searchParams
  expect(Object.fromEntries(query)).toMatchObject({ project: key, assignee: '!admin' })

  await page.getByRole('button', { name: 'More about this view' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Download CSV' }).click()
  const file = await (await download).createReadStream()
  let text = ''
  for await (const part of file) text += part
  expect(text.trim().split(/\r?\n/)).toEqual([
    'issue_name,issue_status,issue_summary,issue_story_points',
    `${tickets[0]},1,${SUMMARIES[0]},1`,
    `${tickets[2]},1,${SUMMARIES[2]},3`,
  ])
})

test('pages follow one another, and every row of a long one can be reached', async ({
  page,
  signedIn,
}) => {
  await signedIn('admin')
  await page.goto('/issues?state=all&project=TIMOB&rowsPerPage=200&sort=created_on')
  await expect(page.getByText(/^1–200 of 4,7\d\d/)).toBeVisible()
  await expect(row(page).first()).toBeVisible()
  expect(await row(page).count()).toBeLessThan(100)
  await row(page).first().getByRole('link').focus()
  await page.keyboard.press('End')
  await expect(list(page).locator('[aria-rowindex="201"]').getByRole('link')).toBeFocused()

  const asked = page.waitForRequest((request) => /\/api\/issues\?.*page=2/.test(request.url()))
  await page.getByRole('link', { name: 'Next page' }).hover()
  await asked
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(page).toHaveURL(/pageNo=2/)
  await expect(page.getByText(/^201–400 of/)).toBeVisible()
  await expect(list(page).locator('[aria-rowindex="2"]')).toBeInViewport()
  await page.getByRole('button', { name: 'Rows per page: 200' }).click()
  await page.getByRole('menuitemradio', { name: '50 rows' }).click()
  await expect(page).toHaveURL(/pageNo=5/)
  await expect(page.getByText(/^201–250 of/)).toBeVisible()

  await page.goto('/issues?state=all&project=TIMOB&pageNo=9999')
  await page.getByRole('button', { name: 'Go to the last page' }).click()
  await expect(row(page).first()).toBeVisible()
})

test('it says why nothing is there, and what can be done', async ({
  page,
  admin,
  signedIn,
  consoleGuard,
  axe,
}) => {
  const { key, tickets } = await project(admin, 1)
  await admin.patch(`/api/issues/${tickets[0]}`, { data: { issue_status: 'DONE' } })
  await signedIn('admin')
  await page.goto(`/issues?project=${key}`)
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  await axe()
  await page.getByRole('button', { name: 'Look among all issues' }).click()
  await expect(row(page)).toHaveCount(1)
  await page.goto(`/issues?q=${key}nothing`)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page).toHaveURL('/issues')

  consoleGuard.announce('/api/issues', 500)
  await page.route('**/api/issues?**', (route) =>
    route.fulfill({ status: 500, json: { title: 'Internal Server Error', status: 500 } }),
  )
  await page.goto(`/issues?state=all&project=${key}`)
  await expect(page.getByRole('heading', { name: 'This could not be loaded' })).toBeVisible()
  await page.unroute('**/api/issues?**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(row(page)).toHaveCount(1)
})

test('axe finds nothing on groups, a selection and what opens above them', async ({
  page,
  admin,
  signedIn,
  axe,
}) => {
  const { key } = await project(admin)
  await signedIn('admin')
  await page.goto(`/issues?project=${key}&priority=high,medium&group=status&assignee=@none`)
  await expect(row(page)).toHaveCount(SUMMARIES.length)
  await page.keyboard.press('f')
  await page.getByRole('option', { name: 'Label' }).click()
  await expect(page.getByRole('option', { name: 'login 1' })).toBeVisible()
  await axe()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Display' }).click()
  await expect(page.getByLabel('Group by')).toBeFocused()
  await axe()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'More about this view' }).click()
  await expect(page.getByRole('menuitem', { name: 'Download CSV' })).toBeVisible()
  await axe()
  await page.keyboard.press('Escape')
  await row(page).first().getByRole('checkbox').check()
  await expect(page.getByRole('region', { name: 'Selected issues' })).toBeVisible()
  await page.keyboard.press('s')
  await expect(page.getByLabel('Find: Status')).toBeVisible()
  await axe()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

  test('rows have two lines, and all can be done with a finger', async ({
    page,
    admin,
    signedIn,
    axe,
  }) => {
    const { key, tickets } = await project(admin, 3)
    const [ticket = ''] = tickets
    await signedIn('admin')
    await page.goto(`/issues?project=${key}&priority=high,medium`)
    await expect(row(page)).toHaveCount(3)
    await axe()
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    )
    expect(sideways).toBe(0)
    await expect(
      touchable(row(page, ticket).getByRole('button', { name: 'Status' })),
    ).resolves.toBe(true)
    await row(page, ticket).getByRole('button', { name: 'Status' }).tap()
    await page.getByRole('option', { name: 'In progress' }).tap()
    await expect(
      row(page, ticket).getByRole('button', { name: 'Status: In progress' }),
    ).toBeVisible()

    await page.getByRole('button', { name: 'Select issues' }).tap()
    await page.getByRole('checkbox', { name: `Select ${ticket}` }).tap()
    await expect(page.getByRole('region', { name: 'Selected issues' })).toContainText('1 selected')
    await page.getByRole('button', { name: 'Clear the selection' }).tap()
    await link(page, ticket).tap()
    await expect(page).toHaveURL(`/issues/${ticket}`)
  })
})

async function touchable(target: Locator): Promise<boolean> {
  const box = await target.boundingBox()
  return box !== null && box.width >= 44 && box.height >= 44
}
