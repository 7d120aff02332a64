import { randomInt } from 'node:crypto'
import type { APIRequestContext, Page } from '@playwright/test'
import { expect, test } from './fixtures'

const VIEWER = 1
const BLOCKS = 1

/** A project of the test's own, with a key that nothing else has. */
async function newProject(admin: APIRequestContext, values: object = {}): Promise<string> {
  const letters = Array.from({ length: 6 }, () => String.fromCharCode(65 + randomInt(26))).join('')
  const project_key = `E${letters}`
  const data = { project_key, project_name: `Project ${project_key}`, ...values }
  const answer = await admin.post('/api/projects', { data })
  expect(answer.status(), await answer.text()).toBe(201)
  return project_key
}

async function newIssue(
  admin: APIRequestContext,
  issue_project: string,
  values: object = {},
): Promise<string> {
  const data = { issue_project, issue_summary: 'The mail server is full', ...values }
  const answer = await admin.post('/api/issues', { data })
  expect(answer.status(), await answer.text()).toBe(201)
  return (await answer.json()).issue_name
}

async function issueNow(admin: APIRequestContext, ticket: string) {
  return (await admin.get(`/api/issues/${ticket}`)).json()
}

/** Opens an issue and waits until all of it is there. */
async function open(page: Page, ticket: string, more = ''): Promise<void> {
  await page.goto(`/issues/${ticket}${more}`)
  await expect(page.getByRole('heading', { level: 2, name: 'Activity' })).toBeVisible()
}

const summary = (page: Page) => page.getByRole('heading', { level: 1 })
const history = (page: Page) => page.getByRole('list', { name: 'History' })
const properties = (page: Page) => page.getByRole('complementary', { name: 'Properties' })
const property = (page: Page, label: string) =>
  properties(page).getByRole('button', { name: new RegExp(`^${label}:`) })
const editor = (page: Page, label: string) => page.getByRole('textbox', { name: label })

async function pick(page: Page, label: string, option: string): Promise<void> {
  await property(page, label).click()
  await page.getByRole('option', { name: new RegExp(`${option}$`) }).click()
}

test.describe('an issue', () => {
  test('with everything on it is readable for everyone, and says where an import found it', async ({
    page,
    signedIn,
    axe,
  }) => {
    await signedIn('admin')
    await open(page, 'TIMOB-26427') // links, labels, versions, comments, attachments
    await page.getByText(/^Imported from Jira/).click()
    const rail = properties(page)
    await expect(rail).toContainText('ExtendSafeAreaDrawerTest.js')
    await expect(rail.getByText('Jira id')).toBeVisible()
    await axe()
  })

  test('is edited in place, and its history tells it', async ({
    page,
    admin,
    signedIn,
    consoleGuard,
  }) => {
    const ticket = await newIssue(admin, await newProject(admin))
    const { username } = await signedIn()
    await open(page, ticket)

    await pick(page, 'Status', 'Done')
    await expect(property(page, 'Resolution')).toHaveAccessibleName('Resolution: Complete')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(property(page, 'Status')).toHaveAccessibleName('Status: Open')
    await expect(property(page, 'Resolution')).toHaveAccessibleName('Resolution: Unresolved')

    await summary(page).click()
    await editor(page, 'Summary').fill('never mind')
    await page.keyboard.press('Escape')
    await expect(summary(page)).toHaveText('The mail server is full')
    await summary(page).click()
    await editor(page, 'Summary').fill('The mail server is full again')
    await page.keyboard.press('Enter')
    await expect(summary(page)).toHaveText('The mail server is full again')

    consoleGuard.announce(`/api/issues/${ticket}`, 422)
    await pick(page, 'Status', 'Assigned')
    await expect(page.getByRole('alert')).toContainText(/assignee/i)
    await expect(property(page, 'Status')).toHaveAccessibleName('Status: Open')

    await pick(page, 'Status', 'In progress')
    await pick(page, 'Priority', 'High')
    await pick(page, 'Type', 'Bug')
    await pick(page, 'Story points', '5 points')
    await pick(page, 'Resolution', "Won't fix")
    await expect(property(page, 'Status')).toHaveAccessibleName('Status: Done')
    await property(page, 'Assignee').click()
    await page.getByLabel('Find: Assignee').fill(username)
    await page.getByRole('option', { name: username }).click()
    await expect(property(page, 'Assignee')).toHaveAccessibleName(`Assignee: ${username}`)

    // One person's changes within minutes are one entry, which opens.
    await history(page)
      .getByRole('button', { name: /^Show \d+ changes$/ })
      .click()
    for (const told of [
      /changed the summary The mail server is full.*The mail server is full again/,
      /changed status Open.*→.*In progress/,
      /changed priority Medium.*→.*High/,
      /changed type Task.*→.*Bug/,
      /set story points to 5/,
      /resolved it as Won't fix/,
      /assigned it to themselves/,
    ])
      await expect(history(page)).toContainText(told)

    const saved = await issueNow(admin, ticket)
    expect(saved).toMatchObject({
      issue_summary: 'The mail server is full again',
      issue_status: 6,
      issue_resolution: 3,
      issue_priority: 2,
      issue_type: 1,
      issue_story_points: 5,
      issue_assigned_to: username,
    })
  })

  test('gets labels, versions and sprints, known and new', async ({ page, admin, signedIn }) => {
    const project = await newProject(admin)
    await newIssue(admin, project, { labels: ['known'], issue_sprints: ['Sprint 7'] })
    const ticket = await newIssue(admin, project, { labels: ['old'] })
    await signedIn('admin')
    await open(page, ticket)

    await property(page, 'Labels').click()
    const find = page.getByLabel('Find: Labels')
    await page.getByRole('option', { name: 'known' }).click()
    await page.getByRole('option', { name: 'old' }).click()
    await find.fill('brand new')
    await find.press('Enter')
    await find.press('Escape')
    await expect(property(page, 'Labels')).toHaveAccessibleName('Labels: known, brand new')
    await expect(history(page)).toContainText(/added labels known brand new and removed label old/)
    await property(page, 'Sprints').click()
    await page.getByRole('option', { name: 'Sprint 7' }).click()
    await page.keyboard.press('Escape')
    await property(page, 'Fix versions').click()
    await page.getByLabel('Find: Fix versions').fill('2.0')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await expect(property(page, 'Fix versions')).toHaveAccessibleName('Fix versions: 2.0')
    await expect
      .poll(() => issueNow(admin, ticket))
      .toMatchObject({
        labels: ['known', 'brand new'],
        issue_sprints: ['Sprint 7'],
        issue_fixed_versions: ['2.0'],
        issue_fixed_version: '2.0',
      })
  })

  test('is found under its name in small letters and its number, or said not to be there', async ({
    page,
    admin,
    signedIn,
    consoleGuard,
    axe,
  }) => {
    const ticket = await newIssue(admin, await newProject(admin))
    const { id } = await issueNow(admin, ticket)
    await signedIn('admin')
    await open(page, ticket.toLowerCase())
    await expect(page).toHaveURL(new RegExp(`/issues/${ticket}$`))
    await open(page, String(id))
    await expect(page).toHaveURL(new RegExp(`/issues/${ticket}$`))

    consoleGuard.announce('/api/issues/NOPE-1', 404)
    consoleGuard.announce('/api/projects/NOPE', 404)
    await page.goto('/issues/NOPE-1')
    await expect(page.getByRole('heading', { name: 'There is no issue NOPE-1' })).toBeVisible()
    await axe()
    await page.getByRole('link', { name: 'Browse issues' }).click()
    await expect(page).toHaveURL(/\/issues$/)
  })

  test('is deleted when its name is typed', async ({ page, admin, signedIn, axe }) => {
    const project = await newProject(admin)
    const ticket = await newIssue(admin, project)
    await signedIn('admin')
    await open(page, ticket)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete issue…' }).click()
    const dialog = page.getByRole('dialog', { name: `Delete ${ticket}?` })
    await expect(dialog.getByRole('button', { name: 'Delete issue' })).toBeDisabled()
    await axe()
    await dialog.getByRole('textbox').fill(ticket)
    await dialog.getByRole('button', { name: 'Delete issue' }).click()
    await expect(page).toHaveURL(new RegExp(`/issues\\?project=${project}$`))
    expect((await admin.get(`/api/issues/${ticket}`)).status()).toBe(404)
  })
})

test.describe('a description', () => {
  test('is Markdown with a preview, and names lead to what they name', async ({
    page,
    admin,
    signedIn,
    axe,
  }) => {
    const project = await newProject(admin)
    const other = await newIssue(admin, project, { issue_summary: 'The other one' })
    const ticket = await newIssue(admin, project)
    const { username } = await signedIn()
    await open(page, ticket)
    await page.getByRole('button', { name: 'Add a description…' }).click()
    const field = editor(page, 'Description')
    await expect(field).toBeFocused()
    await field.fill(`As in ${other}, ask @${username}.\n\n\`${other} in code\`\n\n- one`)
    await field.press('End')
    await field.press('Enter')
    await field.pressSequentially('two')
    await expect(field).toHaveValue(/- one\n- two$/)
    await page.getByRole('tab', { name: 'Preview' }).click()
    await expect(page.getByRole('tabpanel').getByRole('link', { name: other })).toBeVisible()
    await axe()
    await page.getByRole('button', { name: 'Save' }).click()

    const shown = page.getByRole('region', { name: 'Description' })
    await expect(shown.getByRole('listitem')).toHaveText(['one', 'two'])
    await expect(shown.getByRole('link')).toHaveText([other, `@${username}`])
    await expect(shown.getByRole('link', { name: `@${username}` })).toHaveAttribute(
      'href',
      `/users/${username}`,
    )
    await shown.getByRole('link', { name: other }).click()
    await expect(summary(page)).toHaveText('The other one')
  })

  test('that is begun survives a reload and Cancel, and is forgotten once saved', async ({
    page,
    admin,
    signedIn,
  }) => {
    const ticket = await newIssue(admin, await newProject(admin), { issue_description: 'before' })
    await signedIn('admin')
    await open(page, ticket)
    await page.getByRole('button', { name: 'Edit the description' }).click()
    await editor(page, 'Description').fill('half a thought')
    await page.reload()
    await expect(editor(page, 'Description')).toHaveValue('half a thought')
    await expect(page.getByText(/Your draft from .* is back/)).toBeVisible()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('region', { name: 'Description' })).toHaveText('before')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(editor(page, 'Description')).toHaveValue('half a thought')
    await editor(page, 'Description').press('End')
    await editor(page, 'Description').pressSequentially(', finished')
    await editor(page, 'Description').press('Control+Enter')
    await expect(page.getByRole('region', { name: 'Description' })).toHaveText(
      'half a thought, finished',
    )
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Activity' })).toBeVisible()
    await expect(editor(page, 'Description')).toHaveCount(0)
  })
})

const BASE = 'First line\n\nSecond line\n\nThird line'

/** Edits the description of the open page, and saves it. */
async function describe(page: Page, text: string): Promise<void> {
  await editor(page, 'Description').fill(text)
  await editor(page, 'Description').press('Control+Enter')
}

const edit = (page: Page) => page.getByRole('button', { name: 'Edit the description' })
const description = (page: Page) => page.getByRole('region', { name: 'Description', exact: true })
const meanwhile = (page: Page) =>
  page.getByRole('region', { name: 'The description was changed meanwhile' })

test.describe('two people who edit the same text', () => {
  test('see both, and merge what does not touch', async ({
    page,
    admin,
    signedIn,
    pageOf,
    consoleGuard,
    axe,
  }) => {
    const ticket = await newIssue(admin, await newProject(admin), { issue_description: BASE })
    await signedIn('admin')
    const other = await pageOf()
    for (const each of [page, other]) {
      await open(each, ticket)
      await edit(each).click()
    }
    await describe(other, BASE.replace('First', 'Their first'))
    await expect(editor(other, 'Description')).toHaveCount(0)
    consoleGuard.announce(`/api/issues/${ticket}`, 412)
    await describe(page, BASE.replace('Third line', 'Third line, mine'))
    const panel = meanwhile(page)
    await expect(panel).toContainText('Their first line')
    await expect(panel).toContainText('Third line, mine')
    await expect(panel).toContainText(/user-\w+ changed the description/)
    await axe()
    await panel.getByRole('button', { name: 'Edit a merge' }).click()
    const merged = 'Their first line\n\nSecond line\n\nThird line, mine'
    await expect(editor(page, 'Description')).toHaveValue(merged)
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await issueNow(admin, ticket)).issue_description).toBe(merged)
  })

  test('decide themselves where both changed the same line', async ({
    page,
    admin,
    signedIn,
    consoleGuard,
  }) => {
    const ticket = await newIssue(admin, await newProject(admin), { issue_description: BASE })
    const theirs = async (values: object) => {
      const answer = await admin.patch(`/api/issues/${ticket}`, { data: values })
      expect(answer.status(), await answer.text()).toBe(200)
    }
    await signedIn()
    await open(page, ticket)
    const panel = meanwhile(page)
    consoleGuard.announce(`/api/issues/${ticket}`, 412)

    // They write both into one.
    await edit(page).click()
    await theirs({ issue_description: BASE.replace('Second', 'Their second') })
    await describe(page, BASE.replace('Second', 'My second'))
    await panel.getByRole('button', { name: 'Edit a merge' }).click()
    await expect(editor(page, 'Description')).toHaveValue(
      /Their second line\n=======\nMy second line/,
    )
    await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
    await describe(page, 'of both')
    await expect(description(page)).toHaveText('of both')

    // They save their own over it, which the history keeps.
    await edit(page).click()
    await theirs({ issue_description: 'all theirs' })
    await describe(page, 'all mine')
    await panel.getByRole('button', { name: 'Save mine instead' }).click()
    await expect(description(page)).toHaveText('all mine')
    expect((await issueNow(admin, ticket)).issue_description).toBe('all mine')
    await history(page).getByRole('button', { name: 'Show changes' }).last().click()
    await expect(history(page)).toContainText('all theirs')

    // Another field is in nobody's way.
    await edit(page).click()
    await theirs({ issue_status: 3 })
    await describe(page, 'mine again')
    await expect(description(page)).toHaveText('mine again')
    await expect(property(page, 'Status')).toHaveAccessibleName('Status: In progress')

    // They keep what is saved, and have their own text back.
    await edit(page).click()
    await theirs({ issue_description: 'theirs again' })
    await describe(page, 'given up')
    await panel.getByRole('button', { name: 'Keep what is saved' }).click()
    await expect(description(page)).toHaveText('theirs again')
    expect((await issueNow(admin, ticket)).issue_description).toBe('theirs again')
    const told = page.getByRole('status').filter({ hasText: 'Your text was put aside' })
    await told.getByRole('button', { name: 'Undo' }).click()
    await expect(editor(page, 'Description')).toHaveValue('given up')
  })

  test('see both summaries too', async ({ page, admin, signedIn, consoleGuard }) => {
    const ticket = await newIssue(admin, await newProject(admin))
    await signedIn('admin')
    await open(page, ticket)
    await summary(page).click()
    await admin.patch(`/api/issues/${ticket}`, { data: { issue_summary: 'Their title' } })
    consoleGuard.announce(`/api/issues/${ticket}`, 412)
    await editor(page, 'Summary').fill('My title')
    await page.keyboard.press('Enter')
    const panel = page.getByRole('region', { name: 'The summary was changed meanwhile' })
    await expect(panel).toContainText('Their title')
    await expect(panel).toContainText('My title')
    await panel.getByRole('button', { name: 'Edit a merge' }).click()
    await editor(page, 'Summary').fill('Our title')
    await page.keyboard.press('Enter')
    await expect(summary(page)).toHaveText('Our title')
    await expect.poll(async () => (await issueNow(admin, ticket)).issue_summary).toBe('Our title')
  })
})

test.describe('comments', () => {
  test('are written, edited and deleted, but not those of others', async ({
    page,
    admin,
    signedIn,
    axe,
  }) => {
    const ticket = await newIssue(admin, await newProject(admin))
    await admin.post(`/api/issues/${ticket}/comments`, { data: { activity_text: 'hands off' } })
    const { username } = await signedIn()
    await open(page, ticket)
    const others = page.getByRole('article', { name: 'Comment by admin' })
    await expect(others).toContainText('hands off')
    await expect(others.getByRole('button')).toHaveCount(0)
    await page.getByRole('button', { name: 'Leave a comment…' }).click()
    await editor(page, 'New comment').fill('It is **full**.')
    await editor(page, 'New comment').press('Control+Enter')
    const comment = page.getByRole('article', { name: `Comment by ${username}` })
    await expect(comment.locator('strong')).toHaveText('full')
    await expect(page.getByRole('button', { name: 'Leave a comment…' })).toBeVisible()
    await axe()

    await comment.getByRole('button', { name: 'Edit comment' }).click()
    await editor(page, 'Comment').fill('It is *nearly* full.')
    await comment.getByRole('button', { name: 'Save' }).click()
    await expect(comment.locator('em')).toHaveText('nearly')
    await expect(comment.getByText('edited')).toBeVisible()

    await comment.getByRole('button', { name: 'Delete comment' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete this comment?' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(comment).toBeVisible()
    await comment.getByRole('button', { name: 'Delete comment' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await expect(comment).toHaveCount(0)
    const answer = await admin.get(`/api/issues/${ticket}/activity?activity_type=COMMENT`)
    expect((await answer.json()).total).toBe(1)
  })

  test('that are begun survive a reload, and a server that cannot be reached', async ({
    page,
    admin,
    signedIn,
    consoleGuard,
  }) => {
    const ticket = await newIssue(admin, await newProject(admin))
    await signedIn('admin')
    await open(page, ticket)
    await page.getByRole('button', { name: 'Leave a comment…' }).click()
    await editor(page, 'New comment').fill('not yet sent')
    await page.reload()
    await expect(editor(page, 'New comment')).toHaveValue('not yet sent')

    consoleGuard.announce('/comments')
    await page.route('**/comments', (route) => route.abort('connectionrefused'))
    await editor(page, 'New comment').press('Control+Enter')
    await expect(page.getByRole('alert')).toContainText('cannot be reached')
    await expect(editor(page, 'New comment')).toHaveValue('not yet sent')
    await expect(page.getByRole('article')).toHaveCount(0)
    await page.unroute('**/comments')
    await page.getByRole('button', { name: 'Comment', exact: true }).click()
    await expect(page.getByRole('article')).toContainText('not yet sent')
    await expect(page.getByRole('button', { name: 'Leave a comment…' })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('article')).toContainText('not yet sent')
    await expect(page.getByRole('button', { name: 'Leave a comment…' })).toBeVisible()
  })
})

test.describe('history', () => {
  test('is long, and loaded from its end', async ({ page, admin, signedIn }) => {
    const answer = await admin.get('/api/issues/TIMOB-26391/activity?per_page=200')
    const { items, total } = await answer.json()
    await signedIn('admin')
    await open(page, 'TIMOB-26391')
    await expect(page.getByText(`${total - 50} entries not shown`)).toBeVisible()
    const shown = await page.getByRole('article').count()
    await page.getByRole('button', { name: 'Load earlier' }).click()
    await expect(page.getByText(`${total - 110} entries not shown`)).toBeVisible()
    await expect.poll(() => page.getByRole('article').count()).toBeGreaterThan(shown + 50)

    // The address of a row far back loads what lies before it.
    const early = items[3]
    await page.goto(`/issues/TIMOB-26391#activity-${early.id}`)
    await expect(page.locator(`#activity-${early.id}`)).toBeInViewport({ timeout: 30_000 })
  })

  test('has tabs and rows that stand in the address', async ({ page, admin, signedIn }) => {
    const ticket = await newIssue(admin, await newProject(admin))
    const said = { data: { activity_text: 'said' } }
    const { id } = await (await admin.post(`/api/issues/${ticket}/comments`, said)).json()
    await admin.patch(`/api/issues/${ticket}`, { data: { issue_priority: 1 } })
    await signedIn('admin')
    await open(page, ticket)
    await expect(history(page).getByRole('listitem')).toHaveCount(3)
    await page.getByRole('link', { name: 'Comments' }).click()
    await expect(page).toHaveURL(/\?tab=comments$/)
    await expect(history(page).getByRole('listitem')).toHaveCount(1)
    await expect(history(page)).toContainText('said')
    await page.getByRole('article').getByRole('link', { name: /ago/ }).click()
    await expect(page).toHaveURL(new RegExp(`/issues/${ticket}\\?tab=comments#activity-${id}$`))
    await page.goto(`/issues/${ticket}?tab=activity`)
    await expect(history(page)).toContainText('created the issue')
    await expect(history(page)).toContainText('changed priority')
    await expect(history(page)).not.toContainText('said')
  })
})

test.describe('what belongs to an issue', () => {
  test('is its parent and its children', async ({ page, admin, signedIn, axe }) => {
    const project = await newProject(admin)
    const epic = await newIssue(admin, project, { issue_summary: 'Mail', issue_type: 'EPIC' })
    const ticket = await newIssue(admin, project)
    await newIssue(admin, project, { issue_parent: epic, issue_status: 'DONE' })
    await signedIn('admin')
    await open(page, ticket)
    await property(page, 'Parent').click()
    await page.getByRole('option', { name: /Mail/ }).click()
    const crumb = page.getByRole('link', { name: `Parent: ${epic} Mail` })
    await expect(crumb).toBeVisible()
    await expect(history(page)).toContainText(`made it a part of ${epic}`)
    await crumb.click()
    await expect(summary(page)).toHaveText('Mail')
    const children = page.getByRole('region', { name: 'Children' })
    await expect(children).toContainText('1 of 2 done')
    await expect(children.getByRole('listitem')).toHaveCount(2)
    await axe()
    await children.getByRole('link', { name: new RegExp(ticket) }).click()
    await expect(page).toHaveURL(new RegExp(`/issues/${ticket}$`))
  })

  test('is linked from both sides, and unlinked', async ({ page, admin, signedIn }) => {
    const project = await newProject(admin)
    const ticket = await newIssue(admin, project)
    const other = await newIssue(admin, project, { issue_summary: 'Buy a larger disk' })
    await signedIn('admin')
    await open(page, ticket)
    await page.getByRole('button', { name: 'Add a link' }).click()
    await page.getByRole('option', { name: 'Blocked by' }).click()
    await page.getByLabel('Find: Find an issue').fill('larger disk')
    await page.getByRole('option', { name: new RegExp(other) }).click()
    const links = page.getByRole('region', { name: 'Links' })
    await expect(links.getByRole('heading', { level: 3 })).toHaveText('Blocked by')
    await expect(history(page)).toContainText(`linked it: blocked by ${other}`)
    await links.getByRole('link', { name: new RegExp(other) }).click()
    await expect(summary(page)).toHaveText('Buy a larger disk')
    await expect(links.getByRole('heading', { level: 3 })).toHaveText('Blocks')

    await links.getByRole('button', { name: `Remove the link to ${ticket}` }).click()
    await expect(links).toHaveCount(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(links.getByRole('heading', { level: 3 })).toHaveText('Blocks')
    await expect
      .poll(async () => (await (await admin.get(`/api/issues/${ticket}/links`)).json()).items)
      .toMatchObject([{ kind: BLOCKS, direction: 'inward', ticket: other }])
  })
})

test.describe('who may only read', () => {
  test('as a viewer or of an archived project sees everything, and nothing to press that fails', async ({
    page,
    admin,
    signedIn,
    axe,
  }) => {
    const project = await newProject(admin)
    const epic = await newIssue(admin, project, { issue_summary: 'Mail', issue_type: 'EPIC' })
    const ticket = await newIssue(admin, project, {
      issue_description: 'Look, do not touch.',
      labels: ['mail'],
      issue_parent: epic,
    })
    await admin.post(`/api/issues/${ticket}/comments`, { data: { activity_text: 'a comment' } })
    await admin.post(`/api/issues/${ticket}/links`, { data: { kind: BLOCKS, ticket: epic } })
    const { username } = await signedIn()
    const member = { username, member_role: VIEWER }
    const added = await admin.post(`/api/projects/${project}/members`, { data: member })
    expect(added.status(), await added.text()).toBe(201)

    await open(page, ticket)
    await expect(page.getByText('Read only')).toBeVisible()
    await expect(page.getByText('Look, do not touch.')).toBeVisible()
    await expect(properties(page)).toContainText('mail')
    await expect(page.getByRole('article')).toContainText('a comment')
    await expect(page.getByRole('region', { name: 'Links' })).toContainText(epic)
    await expect(properties(page).getByRole('button', { name: /:/ })).toHaveCount(0)
    for (const name of [/edit/i, /delete/i, /add a/i, /comment…/i, /remove/i])
      await expect(page.getByRole('main').getByRole('button', { name })).toHaveCount(0)
    await page.keyboard.press('e')
    await page.keyboard.press('s')
    await page.keyboard.press('m')
    await expect(page.getByRole('textbox')).toHaveCount(0)
    await axe()

    const archived = await admin.patch(`/api/projects/${project}`, { data: { archived: true } })
    expect(archived.ok(), await archived.text()).toBe(true)
    await signedIn('admin')
    await page.reload()
    await expect(page.getByText('Read only')).toHaveAttribute('title', /archived/)
    await expect(properties(page).getByRole('button', { name: /:/ })).toHaveCount(0)
  })
})

test.describe('the keyboard alone', () => {
  test('changes an issue', async ({ page, admin, signedIn }) => {
    const ticket = await newIssue(admin, await newProject(admin))
    const { username } = await signedIn()
    await open(page, ticket)
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const find = (label: string) => page.getByLabel(`Find: ${label}`)

    await press('s')
    await expect(find('Status')).toBeFocused()
    await page.keyboard.type('progress')
    await press('Enter')
    await expect(property(page, 'Status')).toHaveAccessibleName('Status: In progress')
    await expect(property(page, 'Status')).toBeFocused()
    await press('p')
    await expect(find('Priority')).toBeFocused()
    await press('ArrowDown', 'Enter')
    await expect(property(page, 'Priority')).toHaveAccessibleName('Priority: High')
    await press('i')
    await expect(property(page, 'Assignee')).toHaveAccessibleName(`Assignee: ${username}`)
    await press('a')
    await expect(find('Assignee')).toBeFocused()
    await press('Enter')
    await expect(property(page, 'Assignee')).toHaveAccessibleName('Assignee: No one')

    await press('e')
    await expect(editor(page, 'Description')).toBeFocused()
    await page.keyboard.type('typed')
    await press('Control+b')
    await page.keyboard.type('bold')
    await press('Control+Enter')
    await expect(page.getByRole('region', { name: 'Description' }).locator('strong')).toHaveText(
      'bold',
    )
    await press('t')
    await expect(editor(page, 'Summary')).toBeFocused()
    await page.keyboard.type('!')
    await press('Enter')
    await expect(summary(page)).toHaveText('The mail server is full!')

    await press('m')
    await expect(editor(page, 'New comment')).toBeFocused()
    await page.keyboard.type('said by keys')
    await press('Control+Enter')
    await expect(page.getByRole('article')).toContainText('said by keys')
    await expect(page.getByRole('button', { name: 'Leave a comment…' })).toBeFocused()
  })

  test('copies names and walks the list that one came from', async ({
    page,
    context,
    admin,
    signedIn,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const project = await newProject(admin)
    const tickets: string[] = []
    for (const n of [1, 2, 3])
      tickets.push(await newIssue(admin, project, { issue_summary: `Number ${n}` }))
    const list = { tickets, href: `/issues?project=${project}` }
    await page.addInitScript(
      (value) => sessionStorage.setItem('ticketing-last-list', value),
      JSON.stringify(list),
    )
    await signedIn('admin')
    await open(page, tickets[1] ?? '')
    await expect(page.getByText('2 of 3')).toBeVisible()
    await page.keyboard.press('Control+.')
    await expect(page.getByText(`Copied ${tickets[1]}`)).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(tickets[1])

    await page.keyboard.press('j')
    await expect(summary(page)).toHaveText('Number 3')
    await expect(page.getByText('3 of 3')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Next issue' })).toBeDisabled()
    await page.keyboard.press('k')
    await page.keyboard.press('k')
    await expect(summary(page)).toHaveText('Number 1')
    await page.getByRole('link', { name: 'Back to the list' }).click()
    await expect(page).toHaveURL(new RegExp(`/issues\\?project=${project}$`))
  })
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

  test('everything fits and can be reached by a thumb', async ({ page, admin, signedIn, axe }) => {
    const project = await newProject(admin)
    const other = await newIssue(admin, project, { issue_summary: 'Another '.repeat(20) })
    const ticket = await newIssue(admin, project, {
      issue_summary: `Averylongwordwithoutanyspaces${'x'.repeat(60)}`,
      issue_description: '| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n'.concat('code '.repeat(60)),
      labels: ['a-long-label-that-takes-room', 'another-one'],
    })
    await admin.post(`/api/issues/${ticket}/links`, { data: { kind: BLOCKS, ticket: other } })
    await admin.post(`/api/issues/${ticket}/comments`, { data: { activity_text: 'short' } })
    await signedIn('admin')
    await open(page, ticket)
    await axe()
    const main = page.getByRole('main')
    const overflow = await main.evaluate((element) => element.scrollWidth - element.clientWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    for (const button of await main.getByRole('button').all()) {
      if (!(await button.isVisible())) continue
      const box = await button.boundingBox()
      expect(box?.height, (await button.getAttribute('aria-label')) ?? '').toBeGreaterThanOrEqual(
        43,
      )
    }

    await property(page, 'Status').tap()
    await page.getByRole('option', { name: 'Done' }).tap()
    await expect(property(page, 'Status')).toHaveAccessibleName('Status: Done')
    await expect(property(page, 'Labels')).toBeHidden()
    await page.getByRole('button', { name: 'All properties' }).tap()
    await expect(property(page, 'Labels')).toBeVisible()
    await page.getByRole('button', { name: 'Edit the description' }).tap()
    await expect(editor(page, 'Description')).toBeVisible()
    await axe()
  })
})
