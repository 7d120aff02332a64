import { expect, test } from './fixtures'

test('an administrator makes an account, and its owner comes in by the link', async ({
  page,
  browser,
  signedIn,
  axe,
}) => {
  const name = `new-${Date.now().toString(36)}`
  await signedIn('admin')
  await page.goto('/users')
  await page.getByRole('button', { name: 'New person' }).click()
  await page.getByLabel('Username').fill(name)
  await axe()
  await page.getByRole('button', { name: 'Create and get a link' }).click()
  const field = page.getByLabel('Link', { exact: true })
  await expect(field).toHaveValue(/#invitation=/)
  const link = new URL(await field.inputValue())

  const context = await browser.newContext()
  const visitor = await context.newPage()
  await visitor.goto(new URL(link.pathname + link.hash, page.url()).href)
  await expect(visitor.getByLabel('Username')).toHaveValue(name)
  expect(visitor.url()).not.toContain('invitation')
  await axe(visitor)
  await visitor.getByLabel('New password').fill('a long enough one')
  await visitor.getByLabel('The same again').fill('a long enough one')
  await visitor.getByRole('button', { name: 'Set password and log in' }).click()
  await expect(visitor.getByRole('button', { name: `Account of ${name}` })).toBeVisible()

  await context.clearCookies()
  await visitor.goto('about:blank')
  await visitor.goto(new URL(link.pathname + link.hash, page.url()).href)
  await expect(visitor.getByRole('heading', { name: 'This link does not work' })).toBeVisible()
  await context.close()
})

test('people are found, sorted and looked at', async ({ page, newPerson, signedIn, axe }) => {
  const { username } = await newPerson('zzelda')
  await signedIn('admin')
  await page.goto('/users')
  const table = page.getByRole('table', { name: 'People' })
  await table.getByRole('button', { name: 'Name' }).click()
  await expect(page).toHaveURL('/users?sort=-username')
  await expect(table.getByRole('row').nth(1)).toContainText('zzelda')
  await page.getByLabel('Find people').fill(username)
  await expect(page).toHaveURL(`/users?q=${username}&sort=-username`)
  await expect(table.getByRole('row')).toHaveCount(2)
  await axe()
  await page.reload()
  await page.getByRole('link', { name: username, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: username })).toBeVisible()
  await expect(page.getByText('Nothing open')).toBeVisible()
  await axe()
  await page.goBack()
  await expect(page.getByLabel('Find people')).toHaveValue(username)
})

test('a deactivated person is out at once, and comes back', async ({
  page,
  newPerson,
  signedIn,
  pageOf,
  consoleGuard,
}) => {
  const person = await newPerson('leaver')
  const theirs = await pageOf(person)
  await theirs.goto('/projects')
  await signedIn('admin')
  await page.goto(`/users?q=${person.username}`)
  await page.getByRole('button', { name: `Actions for ${person.username}` }).click()
  await page.getByRole('menuitem', { name: 'Deactivate' }).click()
  await expect(page.getByText(`${person.username} is deactivated`)).toBeVisible()
  consoleGuard.announce('/api/', 401)
  await theirs.getByRole('link', { name: 'People' }).click()
  await expect(theirs).toHaveURL('/login?next=/users')

  await page.goto(`/users?q=${person.username}&state=inactive`)
  await page.getByRole('button', { name: `Actions for ${person.username}` }).click()
  await page.getByRole('menuitem', { name: 'Activate' }).click()
  await expect(page.getByText(`${person.username} is active again`)).toBeVisible()
})

test('a person shows what is his', async ({ page, signedIn, axe }) => {
  await signedIn('admin')
  await page.goto('/users/sim-amara')
  await expect(page.getByText('Assigned in all')).toBeVisible()
  await expect(page.getByRole('link', { name: /SIM-\d+/ }).first()).toBeVisible()
  await page.getByRole('tab', { name: 'Activity' }).click()
  await expect(page).toHaveURL('/users/sim-amara?tab=activity')
  await expect(page.getByRole('listitem').filter({ hasText: 'sim-amara' }).first()).toBeVisible()
  await axe()
})
