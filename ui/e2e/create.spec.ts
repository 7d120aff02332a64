import { randomBytes } from 'node:crypto'
import type { APIRequestContext, Page } from '@playwright/test'
import { expect, test } from './fixtures'

/** A project of the test's own; returns its key. */
async function newProject(admin: APIRequestContext, more: object = {}): Promise<string> {
  const key = `C${randomBytes(4).toString('hex').toUpperCase()}`
  const data = { project_key: key, project_name: `Create ${key}`, ...more }
  expect((await admin.post('/api/projects', { data })).status()).toBe(201)
  return key
}

async function newIssue(admin: APIRequestContext, key: string, summary: string): Promise<string> {
  const data = { issue_project: key, issue_summary: summary }
  const answer = await admin.post('/api/issues', { data })
  expect(answer.status(), await answer.text()).toBe(201)
  return (await answer.json()).issue_name
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'New issue' })
const summary = (page: Page) => page.getByRole('textbox', { name: 'Summary' })

test('c opens the form, mod+Enter creates, and the toast leads to the issue', async ({
  page,
  admin,
  signedIn,
  axe,
}) => {
  const key = await newProject(admin)
  await newIssue(admin, key, 'An epic to stand under')
  await signedIn('admin')
  await page.goto(`/dashboard?project=${key}`)
  await page.getByRole('link', { name: /An epic/ }).focus()
  await page.keyboard.press('c')
  await expect(summary(page)).toBeFocused()
  await axe()
  await summary(page).fill('Sign-in fails with a long name')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Description' })).toBeFocused()
  await page.keyboard.type('It **fails**')
  await page.getByText('Preview', { exact: true }).click()
  await expect(dialog(page).locator('strong')).toHaveText('fails')
  await page.getByRole('button', { name: 'Type: Task' }).click()
  await page.getByRole('option', { name: 'Bug' }).click()
  await dialog(page).getByRole('button', { name: 'Assignee' }).click()
  await page.getByRole('option', { name: 'admin' }).click()
  await expect(page.getByRole('button', { name: 'Status: Assigned' })).toBeVisible()
  await page.getByRole('button', { name: 'Labels' }).click()
  await page.getByLabel('Find: Labels').fill('login')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Story points' }).click()
  await page.getByLabel('Find: Story points').fill('4')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Parent' }).click()
  await page.getByLabel(/^Find: Parent/).fill(`${key}-1`)
  await page.getByRole('option', { name: /An epic/ }).click()
  await expect(dialog(page)).toBeVisible()
  await summary(page).focus()
  await page.keyboard.press('Control+Enter')
  await expect(dialog(page)).toBeHidden()
  await expect(page.getByRole('link', { name: /An epic/ })).toBeFocused()
  await expect(page.getByText(`${key}-2 created`)).toBeVisible()
  const issue = await (await admin.get(`/api/issues/${key}-2`)).json()
  expect(issue).toMatchObject({
    issue_summary: 'Sign-in fails with a long name',
    issue_description: 'It **fails**',
    issue_type: 1,
    issue_status: 2,
    issue_assigned_to: 'admin',
    issue_story_points: 4,
    issue_parent: `${key}-1`,
    labels: ['login'],
  })
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page).toHaveURL(new RegExp(`/issues/${key}-2$`))
})

test('the page is filled in by its address, fits a phone, and goes to the new issue', async ({
  page,
  admin,
  signedIn,
  axe,
}) => {
  const key = await newProject(admin)
  const word = `quux${randomBytes(4).toString('hex')}`
  const open = await newIssue(admin, key, `The ${word} importer stops`)
  const closed = await newIssue(admin, key, `The ${word} importer is slow`)
  const done = { issue_status: 'DONE' }
  expect((await admin.patch(`/api/issues/${closed}`, { data: done })).status()).toBe(200)
  await page.setViewportSize({ width: 360, height: 700 })
  await signedIn('admin')
  await page.goto(`/create?project=${key}&status=in_progress&type=bug&summary=Given+by+a+link`)
  await expect(summary(page)).toHaveValue('Given by a link')
  await expect(page.getByRole('button', { name: `Project: ${key}` })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Status: In progress' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)

  await summary(page).press('End')
  await summary(page).pressSequentially(`: the ${word} importer`)
  const similar = page.getByRole('region', { name: 'Similar open issues' })
  await expect(similar.getByRole('link', { name: new RegExp(open) })).toBeVisible()
  await expect(similar.getByRole('link', { name: new RegExp(closed) })).toHaveCount(0)
  await axe()
  await page.getByRole('button', { name: 'Create issue' }).click()
  await expect(page).toHaveURL(new RegExp(`/issues/${key}-3$`))
  const issue = await (await admin.get(`/api/issues/${key}-3`)).json()
  expect(issue).toMatchObject({ issue_status: 3, issue_type: 1 })
})

test('one after the other are created, in the project that was last used', async ({
  page,
  admin,
  signedIn,
}) => {
  const key = await newProject(admin)
  await signedIn('admin')
  await page.goto(`/create?project=${key}&priority=high`)
  await page.getByRole('switch', { name: 'Create another' }).click()
  for (const text of ['One of three', 'Two of three']) {
    await summary(page).fill(text)
    await page.getByRole('button', { name: 'Create issue' }).click()
    await expect(summary(page)).toHaveValue('')
    await expect(summary(page)).toBeFocused()
  }
  await page.goto('/projects')
  await expect(page.getByRole('table', { name: 'Projects' })).toBeVisible()
  await page.keyboard.press('c')
  await expect(page.getByRole('button', { name: `Project: ${key}` })).toBeVisible()
  await summary(page).fill('Three of three')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(`${key}-3 created`)).toBeVisible()
  const { items } = await (await admin.get(`/api/issues?issue_project=${key}&sort=id`)).json()
  expect(items.map((item: { issue_priority: number }) => item.issue_priority)).toEqual([2, 2, 3])
})

test('what was written stays when the dialog is closed by mistake', async ({
  page,
  admin,
  signedIn,
}) => {
  const key = await newProject(admin)
  await signedIn('admin')
  await page.goto(`/dashboard?project=${key}`)
  await page.getByRole('button', { name: 'New issue', exact: true }).click()
  await summary(page).fill('Half a thought')
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await page.reload()
  await page.getByRole('button', { name: 'New issue', exact: true }).click()
  await expect(summary(page)).toHaveValue('Half a thought')
  await page.getByRole('button', { name: 'Discard it' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'New issue', exact: true }).click()
  await expect(summary(page)).toHaveValue('')
})

test('what is wrong is said where it is, and only writable projects are offered', async ({
  page,
  admin,
  signedIn,
  newPerson,
  consoleGuard,
}) => {
  const key = await newProject(admin)
  const closed = await newProject(admin, { project_visibility: 2 })
  const person = await newPerson('writer')
  const viewer = { username: person.username, member_role: 1 }
  expect((await admin.post(`/api/projects/${closed}/members`, { data: viewer })).status()).toBe(201)
  await signedIn(person)
  await page.goto(`/create?status=assigned`)
  await page.getByRole('button', { name: 'Create issue' }).click()
  await expect(page.getByText('Say in one line what it is about')).toBeVisible()
  await expect(page.getByText('Choose a project')).toBeVisible()
  await expect(page.getByText('Choose who is assigned')).toBeVisible()
  await page.getByRole('button', { name: 'Project', exact: true }).click()
  await page.getByLabel('Find: Project').fill(closed)
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.getByLabel('Find: Project').fill(key)
  await page.getByRole('option', { name: new RegExp(key) }).click()
  await page.getByRole('button', { name: 'Status: Assigned' }).click()
  await page.getByRole('option', { name: 'Open' }).click()
  await page.getByRole('button', { name: 'Labels' }).click()
  await page.getByLabel('Find: Labels').fill('x'.repeat(300))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await summary(page).fill('With a label that is too long')
  consoleGuard.announce('/api/issues', 422)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('button', { name: /^Labels: x/ })).toBeFocused()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(summary(page)).toHaveValue('With a label that is too long')
})
