import type { APIRequestContext, Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'

function freshKey(): string {
  const letters = Array.from({ length: 6 }, () =>
    String.fromCharCode(65 + Math.floor(Math.random() * 26)),
  )
  return `A${letters.join('')}`
}

interface Issue {
  id: number
  issue_name: string
}

/** A project of the test's own with some issues. */
async function newProject(admin: APIRequestContext, issues: object[] = []) {
  const key = freshKey()
  const project = { project_key: key, project_name: `Project ${key}` }
  expect((await admin.post('/api/projects', { data: project })).status()).toBe(201)
  const made: Issue[] = []
  for (const data of issues) {
    const answer = await admin.post('/api/issues', { data: { issue_project: key, ...data } })
    expect(answer.status(), await answer.text()).toBe(201)
    made.push(await answer.json())
  }
  return { key, issues: made }
}

const COLUMNS = 'issue_name,issue_summary,issue_status,issue_assigned_to,issue_parent'

/** The table of issues with those of a project, and a few columns. */
async function openIssues(page: Page, key: string, columns = COLUMNS) {
  await page.goto(`/admin?table=issues&filter=issue_project:eq:${key}&cols=${columns}`)
  await expect(page.getByRole('gridcell', { name: `${key}-1`, exact: true })).toBeVisible()
}

/** The cell of a row that holds a text, in a column by its title. */
async function cell(page: Page, row: string, column: string): Promise<Locator> {
  const head = page.getByRole('columnheader', { name: column, exact: true })
  const place = await head.getAttribute('aria-colindex')
  const found = page
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: row, exact: true }) })
  return found.locator(`[role="gridcell"][aria-colindex="${place}"]`)
}

async function rowNow(admin: APIRequestContext, id: number) {
  const answer = await admin.get(`/api/admin/tables/issues/${id}`)
  return (await answer.json()).values as Record<string, unknown>
}

test('all tables are listed and lead to their rows, and a wrong address leads on', async ({
  page,
  signedIn,
  consoleGuard,
  axe,
}) => {
  await signedIn('admin')
  await page.goto('/admin')
  const tables = page.getByRole('table')
  await expect(tables.getByRole('row').filter({ hasText: 'Admin log' })).toContainText('only read')
  await expect(tables.getByRole('row').filter({ hasText: 'Components' })).toContainText(
    'added, changed, deleted',
  )
  await axe()
  await page.getByRole('link', { name: 'Versions' }).click()
  await expect(page).toHaveURL('/admin?table=versions')
  await expect(page.getByRole('grid', { name: 'Versions' })).toBeVisible()
  await page.getByRole('link', { name: 'Imports' }).click()
  await expect(page).toHaveURL('/admin/imports')

  await page.goto('/admin?table=nothing')
  await expect(page.getByRole('heading', { name: 'There is no table “nothing”' })).toBeVisible()
  consoleGuard.announce('/api/admin/tables/labels', 422)
  await page.goto('/admin?table=labels&filter=nothing:eq:1')
  await expect(page.getByText("No column 'nothing'")).toBeVisible()
  await page.getByRole('button', { name: 'Show all rows' }).click()
  await expect(page.getByRole('grid', { name: 'Labels' })).toBeVisible()
})

test('a cell is edited by the keyboard alone, with history and a line in the log', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, issues } = await newProject(admin, [{ issue_summary: 'First words' }])
  await signedIn('admin')
  await openIssues(page, key)
  await page.getByRole('gridcell', { name: `${key}-1`, exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('F2')
  await page.keyboard.press('End')
  await page.keyboard.type(' and more')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('combobox', { name: 'Find: Issue status' })).toBeFocused()
  await page.keyboard.type('under')
  await page.keyboard.press('Enter')
  const status = await cell(page, `${key}-1`, 'Issue status')
  await expect(status).toBeFocused()
  await expect(status).toHaveAccessibleName('Under review , changed')
  await expect(page.getByText('2 changes in 1 row')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText('1 row saved')).toBeVisible()
  await expect(status).toHaveAccessibleName('Under review')
  await expect(status).toBeFocused()

  const history = await (await admin.get(`/api/issues/${key}-1/activity`)).json()
  const changes = history.items.map(
    ({ field, old_value, new_value }: Record<string, unknown>) =>
      `${field} ${old_value} ${new_value}`,
  )
  expect(changes).toContain('issue_summary First words First words and more')
  expect(changes).toContain('issue_status 1 5')

  await page.goto(
    `/admin?table=admin_log&filter=table_name:eq:issues,row_id:eq:${issues[0]?.id}&cols=id,row_id,before,after`,
  )
  const after = await cell(page, String(issues[0]?.id), 'After')
  await after.focus()
  await page.keyboard.press('Enter')
  const shown = page.getByRole('dialog', { name: 'After' })
  const told = shown.getByRole('row').filter({ hasText: 'issue_summary' })
  await expect(told).toContainText('"First words"')
  await expect(told).toContainText('"First words and more"')
  await expect(shown).toContainText('The log of edits is not edited.')
  await page.keyboard.press('Escape')
  await expect(after).toBeFocused()
})

test('several cells are saved together, and taken back together', async ({
  page,
  admin,
  signedIn,
  axe,
}) => {
  const summaries = ['One', 'Two', 'Three'].map((issue_summary) => ({ issue_summary }))
  const { key, issues } = await newProject(admin, summaries)
  await signedIn('admin')
  await openIssues(page, key)
  await (await cell(page, `${key}-1`, 'Issue summary')).focus()
  for (const words of ['Uno', 'Dos', 'Tres']) {
    await page.keyboard.press('Enter')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(words)
    await page.keyboard.press('Enter') // keeps it, and goes a row down
  }
  await page.getByRole('button', { name: 'Review: 3 changes in 3 rows' }).click()
  const review = page.getByRole('region', { name: 'Changes' })
  await expect(review.getByRole('listitem')).toHaveCount(3)
  await axe()
  await review.getByRole('button', { name: 'Take back the change of Issue summary' }).nth(1).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('2 rows saved')).toBeVisible()
  expect(await rowNow(admin, issues[0]?.id ?? 0)).toMatchObject({ issue_summary: 'Uno' })
  expect(await rowNow(admin, issues[1]?.id ?? 0)).toMatchObject({ issue_summary: 'Two' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Taken back')).toBeVisible()
  expect(await rowNow(admin, issues[2]?.id ?? 0)).toMatchObject({ issue_summary: 'Three' })
})

test('changes are discarded and brought back, and not lost by leaving', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key } = await newProject(admin, [{ issue_summary: 'Stays' }])
  await signedIn('admin')
  await openIssues(page, key)
  const summary = await cell(page, `${key}-1`, 'Issue summary')
  await summary.dblclick()
  await page.keyboard.type('!')
  await page.keyboard.press('Enter')
  await expect(summary).toHaveText('!, changed')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(summary).toHaveText('Stays')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(summary).toHaveText('!, changed')
  await summary.focus()
  await page.keyboard.press('F2')
  await page.keyboard.type('Another')
  await page.keyboard.press('Escape')
  await expect(summary).toHaveText('!, changed')
  await expect(summary).toBeFocused()

  await page.getByRole('link', { name: 'Labels' }).click()
  await expect(page.getByRole('grid', { name: 'Labels' })).toBeVisible()
  await page.getByRole('link', { name: 'Imports' }).click()
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' })
  await expect(dialog).toContainText('There are changes in issues')
  await dialog.getByRole('button', { name: 'Stay' }).click()
  await page.goBack()
  await expect(summary).toHaveText('!, changed')
  await page.getByRole('link', { name: 'Imports' }).click()
  await dialog.getByRole('button', { name: 'Leave and lose them' }).click()
  await expect(page).toHaveURL('/admin/imports')
})

test('a refused cell stays with the reason, the others are saved', async ({
  page,
  admin,
  signedIn,
  consoleGuard,
  axe,
}) => {
  const { key, issues } = await newProject(admin, [
    { issue_summary: 'Parent' },
    { issue_summary: 'Child' },
  ])
  await signedIn('admin')
  await openIssues(page, key)
  const parent = await cell(page, `${key}-1`, 'Issue parent')
  await parent.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type(`${key}-1`)
  const option = page.getByRole('option').filter({ hasText: 'Parent' })
  await expect(option).toHaveText(`${key}-1Parent`)
  await option.click()
  await expect(parent).toHaveText(`${key}-1, changed`)
  const summary = await cell(page, `${key}-2`, 'Issue summary')
  await summary.dblclick()
  await page.keyboard.type('Grown up')
  await page.keyboard.press('Enter')
  consoleGuard.announce('/api/admin/tables/issues/', 422)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(summary).toHaveText('Grown up')
  await expect(parent).toHaveAttribute('aria-invalid', 'true')
  await parent.hover()
  await expect(page.getByRole('tooltip')).toContainText(`${key}-1 is ${key}-1 itself or below it`)
  await expect(page.getByRole('button', { name: 'Review: 1 change in 1 row' })).toBeVisible()
  await axe()
  await parent.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Take the change back' }).click()
  await expect(parent).toHaveText('—No value')
  expect(await rowNow(admin, issues[1]?.id ?? 0)).toMatchObject({ issue_summary: 'Grown up' })
})

test('what is wrong is not sent, and what somebody else wrote is shown before it is lost', async ({
  page,
  admin,
  signedIn,
  consoleGuard,
}) => {
  const { key, issues } = await newProject(admin, [{ issue_summary: 'Before' }])
  await signedIn('admin')
  await openIssues(page, key, 'issue_name,issue_summary,issue_story_points')
  const points = await cell(page, `${key}-1`, 'Issue story points')
  await points.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('many')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('This must be a whole number.')
  await page.getByRole('gridcell', { name: `${key}-1`, exact: true }).click()
  await expect(points).toHaveText('many')
  await expect(points).toHaveAttribute('aria-invalid', 'true')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText('1 row not saved')).toBeVisible()
  await points.dblclick()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('8')
  await page.keyboard.press('Enter')
  await expect(points).toHaveText('8, changed')
  const summary = await cell(page, `${key}-1`, 'Issue summary')
  await summary.dblclick()
  await page.keyboard.type('Mine')
  await page.keyboard.press('Enter')
  const theirs = { data: { issue_summary: 'Theirs', issue_priority: 'HIGH' } }
  expect((await admin.patch(`/api/issues/${key}-1`, theirs)).status()).toBe(200)
  consoleGuard.announce('/api/admin/tables/issues/', 412)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(summary).toHaveAttribute('data-problem', 'true')
  await summary.hover()
  await expect(page.getByRole('tooltip')).toContainText('it is now: Theirs')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('1 row saved')).toBeVisible()
  expect(await rowNow(admin, issues[0]?.id ?? 0)).toMatchObject({
    issue_summary: 'Mine',
    issue_priority: 2,
    issue_story_points: 8,
  })
})

test('each kind has its editor: lists, Markdown, times, Yes and No', async ({
  page,
  admin,
  newPerson,
  signedIn,
  axe,
}) => {
  const { key, issues } = await newProject(admin, [
    { issue_summary: 'Kinds', issue_description: `# Long\n\n${'word '.repeat(1000)}` },
  ])
  const { username } = await newPerson('kinds')
  await signedIn('admin')
  await openIssues(page, key, 'issue_name,issue_description,labels')
  const description = await cell(page, `${key}-1`, 'Issue description')
  await description.focus()
  await page.keyboard.press('Enter')
  const text = page.getByRole('textbox', { name: 'Issue description' })
  await expect(text).toBeFocused()
  expect((await text.inputValue()).length).toBeGreaterThan(5000) // whole, where the list has cut it
  await text.fill('Some **bold** words')
  await page.getByText('Preview', { exact: true }).click()
  await expect(page.locator('strong', { hasText: 'bold' })).toBeVisible()
  await axe()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(description).toHaveText('Some **bold** words, changed')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const list = page.getByRole('combobox', { name: 'Labels' }).or(page.getByLabel('Labels').last())
  await expect(list.first()).toBeFocused()
  await page.keyboard.type('red, or so')
  await page.keyboard.press('Enter')
  await page.keyboard.type('blue')
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText('1 row saved')).toBeVisible()
  expect(await rowNow(admin, issues[0]?.id ?? 0)).toMatchObject({
    issue_description: 'Some **bold** words',
    labels: ['red, or so', 'blue'],
  })

  await page.goto(
    `/admin?table=projects&filter=project_key:eq:${key}&cols=project_key,project_visibility,archived_on`,
  )
  const archived = await cell(page, key, 'Archived on')
  await archived.focus()
  await page.keyboard.press('Enter')
  const time = page.getByRole('textbox', { name: 'Archived on' })
  await expect(time).toBeFocused()
  await time.fill('2026-01-02 03:04')
  await page.getByRole('button', { name: '15 January 2026' }).click()
  await expect(time).toHaveValue('2026-01-15 03:04:00')
  await axe()
  await page.getByRole('button', { name: 'Keep' }).click()
  await expect(archived).toHaveText('15 Jan 2026, 03:04, changed')
  const visibility = await cell(page, key, 'Project visibility')
  await visibility.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'Private' }).click()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText('1 row saved')).toBeVisible()
  const project = await (await admin.get(`/api/projects/${key}`)).json()
  expect(project).toMatchObject({
    archived_on: Date.UTC(2026, 0, 15, 3, 4),
    project_visibility: 2,
  })

  await page.goto(`/admin?table=users&filter=username:eq:${username}&cols=username,user_active`)
  const active = await cell(page, username, 'User active')
  await active.focus()
  await page.keyboard.press('Space')
  await expect(active).toHaveText('No, changed')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText('1 row saved')).toBeVisible()
  expect((await (await admin.get(`/api/users/${username}`)).json()).user_active).toBe(false)
})

test('a locked cell says why, and a secret is shown nowhere', async ({ page, admin, signedIn }) => {
  const { key } = await newProject(admin, [{ issue_summary: 'Locked' }])
  await signedIn('admin')
  await openIssues(page, key)
  const name = page.getByRole('gridcell', { name: `${key}-1`, exact: true })
  await expect(name).toHaveAttribute('aria-readonly', 'true')
  await name.focus()
  await expect(name).toHaveAccessibleDescription('Numbered by the tracker; it never changes.')
  await expect(page.getByRole('tooltip')).toHaveText('Numbered by the tracker; it never changes.')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Issue name' })).toContainText(`${key}-1`)
  await page.keyboard.press('Escape')
  await expect(name).toBeFocused()
  await page.keyboard.press('Delete')
  await expect(page.getByText(/changes? in/)).toHaveCount(0)

  await page.goto('/admin?table=users&filter=username:eq:admin&cols=username,password')
  const secret = await cell(page, 'admin', 'Password')
  await expect(secret).toHaveText('Hidden')
  await secret.focus()
  await page.keyboard.press('Enter')
  await expect(secret).toBeFocused()
})

test('a row is added by a form that says what is wrong', async ({
  page,
  admin,
  signedIn,
  consoleGuard,
  axe,
}) => {
  const { key } = await newProject(admin)
  await signedIn('admin')
  await page.goto('/admin?table=labels')
  await page.getByRole('button', { name: 'Add row' }).click()
  const form = page.getByRole('dialog', { name: 'Add a row to Labels' })
  await expect(form.getByRole('button', { name: 'Issue project' })).toBeFocused()
  await axe()
  await form.getByRole('button', { name: 'Add row' }).click()
  await expect(form.getByText('This must be given.')).toHaveCount(2)
  await form.getByRole('button', { name: 'Issue project' }).click()
  await page.getByRole('combobox', { name: 'Find: Issue project' }).fill(key)
  await page.getByRole('option', { name: key }).first().click()
  await form.getByLabel('Label name').fill('brand-new')
  await form.getByRole('button', { name: 'Add row' }).click()
  await expect(form).toHaveCount(0)
  const row = page.getByRole('row').filter({ hasText: 'brand-new' })
  await expect(row).toContainText(key)
  await expect(page).toHaveURL(/table=labels&filter=id:eq:\d+/)

  await page.getByRole('button', { name: 'Add row' }).click()
  await form.getByRole('button', { name: 'Issue project' }).click()
  await page.getByRole('combobox', { name: 'Find: Issue project' }).fill(key)
  await page.getByRole('option', { name: key }).first().click()
  await form.getByLabel('Label name').fill('brand-new')
  consoleGuard.announce('/api/admin/tables/labels', 409)
  await form.getByRole('button', { name: 'Add row' }).click()
  await expect(form.getByRole('alert').or(form.getByText('Taken'))).toBeVisible()
})

test('rows are deleted when the words are typed', async ({ page, admin, signedIn, axe }) => {
  const { key } = await newProject(admin)
  const ids: number[] = []
  for (const label_name of ['one', 'two', 'three']) {
    const data = { values: { issue_project: key, label_name } }
    const answer = await admin.post('/api/admin/tables/labels', { data })
    ids.push((await answer.json()).values.id)
  }
  await signedIn('admin')
  await page.goto(`/admin?table=labels&filter=issue_project:eq:${key}&cols=id,label_name`)
  await page.getByRole('gridcell', { name: `Select row ${ids[0]}` }).click()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+Space')
  await page.getByRole('button', { name: 'Delete…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete these 2 rows of Labels?' })
  await expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled()
  await axe()
  await page.keyboard.type('delete 2 rows')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 rows deleted')).toBeVisible()
  await expect(page.getByRole('gridcell', { name: 'three', exact: true })).toBeVisible()
  await expect(page.getByRole('gridcell', { name: 'one', exact: true })).toHaveCount(0)
  const left = await (await admin.get(`/api/labels?issue_project=${key}`)).json()
  expect(left.items.map(({ label_name }: { label_name: string }) => label_name)).toEqual(['three'])
  await expect(page.getByRole('grid').locator(':focus')).toHaveCount(1)
})

test('filters, sorting and pages are in the address', async ({ page, admin, signedIn }) => {
  const { key } = await newProject(admin)
  await Promise.all(
    Array.from({ length: 30 }, async (_, place) => {
      const data = {
        issue_project: key,
        issue_summary: `Numbered ${String(place + 1).padStart(2, '0')}`,
        issue_priority: place < 28 ? 'HIGH' : 'LOW',
      }
      expect((await admin.post('/api/issues', { data })).status()).toBe(201)
    }),
  )
  await signedIn('admin')
  await page.goto(
    `/admin?table=issues&filter=issue_project:eq:${key}&rowsPerPage=25&cols=issue_name,issue_priority,issue_summary`,
  )
  await expect(page.getByText('1–25 of 30')).toBeVisible()
  await page.getByRole('columnheader', { name: 'Issue summary' }).click()
  await expect(page).toHaveURL(/&sort=issue_summary&/)
  await page.getByRole('columnheader', { name: 'Issue summary' }).click()
  await expect(page).toHaveURL(/&sort=-issue_summary&/)
  await expect(page.getByRole('columnheader', { name: 'Issue summary' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  const first = page.locator('[role="gridcell"][data-row="0"][aria-colindex="4"]')
  await expect(first).toHaveText('Numbered 30')

  await page.keyboard.press('f')
  await page.getByRole('combobox', { name: 'Find: Column' }).fill('priority')
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: 'High', exact: true }).check()
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(new RegExp(`filter=issue_project:eq:${key},issue_priority:eq:high&`))
  await expect(page.getByText('1–25 of 28')).toBeVisible()
  await expect(first).toHaveText('Numbered 28')
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(page).toHaveURL(/pageNo=2/)
  await expect(first).toHaveText('Numbered 03')
  await page.reload()
  await expect(page.getByText('26–28 of 28')).toBeVisible()
  await expect(first).toHaveText('Numbered 03')
  await page.goBack()
  await expect(page.getByText('1–25 of 28')).toBeVisible()
  await page.getByRole('button', { name: 'Take the filter away: Issue priority is High' }).click()
  await expect(page.getByText('1–25 of 30')).toBeVisible()

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download CSV' }).click()
  const file = await (await download).createReadStream()
  let csv = ''
  for await (const part of file) csv += part
  expect(csv.trim().split('\n')).toHaveLength(31)
  expect(csv.indexOf('Numbered 30')).toBeLessThan(csv.indexOf('Numbered 01'))
})

test('who is no administrator is told so', async ({ page, signedIn, axe }) => {
  await signedIn()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  for (const path of ['/admin?table=users', '/admin/imports']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'This is for administrators' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Browse issues' })).toBeVisible()
  }
  await axe()
  expect(asked.filter((url) => /\/api\/(?:admin|imports)/.test(url))).toEqual([])
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

  test('a cell is edited with two taps', async ({ page, admin, signedIn, axe }) => {
    const { key, issues } = await newProject(admin, [{ issue_summary: 'Small' }])
    await signedIn('admin')
    await openIssues(page, key)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    const summary = await cell(page, `${key}-1`, 'Issue summary')
    await summary.tap()
    await summary.tap()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('Tiny')
    await page.keyboard.press('Enter')
    await expect(summary).toHaveText('Tiny, changed')
    await axe()
    await page.getByRole('button', { name: 'Save' }).tap()
    await expect(page.getByText('1 row saved')).toBeVisible()
    expect(await rowNow(admin, issues[0]?.id ?? 0)).toMatchObject({ issue_summary: 'Tiny' })
    await page.getByRole('button', { name: 'Issues', exact: true }).tap()
    await page.getByRole('option', { name: 'Labels' }).tap()
    await expect(page.getByRole('grid', { name: 'Labels' })).toBeVisible()
  })
})

test('a wide and long page is drawn in part, and reached by keys as a whole', async ({
  page,
  signedIn,
}) => {
  await signedIn('admin')
  await page.goto('/admin?table=issues&rowsPerPage=200')
  const grid = page.getByRole('grid', { name: 'Issues' })
  await expect(grid).toHaveAttribute('aria-rowcount', '201')
  await page.locator('[data-row="0"][data-column="1"]').focus()
  await page.keyboard.press('Control+End')
  const columns = Number(await grid.getAttribute('aria-colcount'))
  const last = page.locator(`[data-row="199"][data-column="${columns - 1}"]`)
  await expect(last).toBeFocused()
  await expect(last).toBeInViewport({ ratio: 0.9 })
  expect(await page.getByRole('gridcell').count()).toBeLessThan(900)
  await page.keyboard.press('Control+Home')
  await expect(page.locator('[data-row="0"][data-column="0"]')).toBeFocused()
})
