import { expect, test } from './fixtures'

function freshKey(): string {
  return `P${Date.now().toString(36).slice(-6).toUpperCase()}${Math.floor(Math.random() * 36)
    .toString(36)
    .toUpperCase()}`
}

test('a project is made, led, shared and archived', async ({ page, newPerson, signedIn, axe }) => {
  const key = freshKey()
  const { username } = await newPerson('mate')
  await signedIn()
  await page.goto('/projects')
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByLabel('Name').fill('Web Shop')
  await expect(page.getByLabel('Key')).toHaveValue('WS')
  await page.getByLabel('Key').fill(key)
  await page.getByLabel('Description').fill('Sells **everything**')
  await axe()
  await page.getByRole('button', { name: 'Create project' }).click()
  await expect(page).toHaveURL(`/projects/${key}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Web Shop' })).toBeVisible()
  await expect(page.locator('strong', { hasText: 'everything' })).toBeVisible()
  await axe()

  await page.getByRole('tab', { name: 'Members' }).click()
  await page.getByRole('button', { name: 'Add a member' }).click()
  await page.getByLabel('Find: Person').fill(username)
  await page.getByRole('option', { name: username }).click()
  const members = page.getByRole('list', { name: 'Members' })
  await expect(members.getByRole('listitem').filter({ hasText: username })).toBeVisible()
  await axe()
  await page.getByRole('button', { name: `Remove ${username}` }).click()
  await expect(members.getByRole('listitem').filter({ hasText: username })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(members.getByRole('listitem').filter({ hasText: username })).toBeVisible()

  await page.getByRole('tab', { name: 'Settings' }).click()
  await axe()
  await page.getByLabel('Name').fill('Web Store')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Web Store' })).toBeVisible()
  await page.getByRole('button', { name: 'Archive', exact: true }).click()
  await expect(page.getByText('Archived', { exact: true }).first()).toBeVisible()
  await page.goto(`/projects?q=${key}`)
  await expect(page.getByText('No project matches')).toBeVisible()
  await page.getByText('All', { exact: true }).click()
  await expect(page.getByRole('link', { name: `${key} Web Store` })).toBeVisible()
})

test('a private project is not there for others', async ({
  page,
  admin,
  signedIn,
  consoleGuard,
}) => {
  const key = freshKey()
  const made = await admin.post('/api/projects', {
    data: { project_key: key, project_name: 'Secret plans', project_visibility: 'PRIVATE' },
  })
  expect(made.status()).toBe(201)
  await signedIn()
  consoleGuard.announce(`/api/projects/${key}`, 404)
  await page.goto(`/projects/${key}`)
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  // Each project's name is searched, whose words the list has or has not.
  await page.goto('/projects?q=sim')
  await expect(page.getByRole('link', { name: 'SIM Simulated team' })).toBeVisible()
  await page.getByLabel('Find projects').fill(key)
  await expect(page.getByRole('link', { name: 'SIM Simulated team' })).toHaveCount(0)
  await expect(page.getByText('Secret plans')).toHaveCount(0)
})

test('only an empty project can be deleted', async ({ page, admin, signedIn }) => {
  const key = freshKey()
  await admin.post('/api/projects', { data: { project_key: key, project_name: 'Mistake' } })
  await signedIn('admin')
  await page.goto('/projects/SIM?tab=settings')
  await expect(page.getByRole('button', { name: 'Archive', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Delete' })).toHaveCount(0)
  await page.goto(`/projects/${key}?tab=settings`)
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete the project' }).click()
  await expect(page).toHaveURL('/projects')
  expect((await admin.get(`/api/projects/${key}`)).status()).toBe(404)
})

test('the list is sorted by the address', async ({ page, signedIn, axe }) => {
  await signedIn()
  await page.goto('/projects?sort=-project_name')
  const rows = page.getByRole('table', { name: 'Projects' }).getByRole('row')
  await expect(rows.nth(1)).toBeVisible()
  const names = await rows.locator('a').allInnerTexts()
  expect(names.length).toBeGreaterThan(4)
  await expect(page.getByRole('columnheader', { name: 'Project' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await axe()
})
