import { expect, test } from './fixtures'

test('home shows what waits for one, by status', async ({ page, admin, signedIn, axe }) => {
  const { username } = await signedIn()
  await page.goto('/')
  await expect(page.getByText('Nothing waits for you')).toBeVisible()
  await axe()
  for (const [summary, status] of [
    ['Write the offer', 'IN_PROGRESS'],
    ['Call the printer', 'ASSIGNED'],
  ]) {
    const made = await admin.post('/api/issues', {
      data: {
        issue_project: 'SIM',
        issue_summary: summary,
        issue_assigned_to: username,
        issue_status: status,
      },
    })
    expect(made.status(), await made.text()).toBe(201)
  }
  await page.reload()
  const doing = page.getByRole('region', { name: 'In progress' })
  await expect(doing.getByRole('link', { name: /Write the offer/ })).toBeVisible()
  await expect(
    page.getByRole('region', { name: 'Assigned' }).getByRole('link', { name: /Call the printer/ }),
  ).toBeVisible()
  await axe()
  await doing.getByRole('link', { name: 'All of yours: In progress' }).click()
  await expect(page).toHaveURL('/issues?status=in_progress&assignee=@me')
})

test('the sidebar, the theme and the keys lead everywhere', async ({ page, signedIn }) => {
  await signedIn('admin')
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Recent activity' })).toBeVisible()
  for (const [key, path] of [
    ['i', '/issues'],
    ['d', '/dashboard'],
    ['u', '/users'],
    ['p', '/projects'],
    ['a', '/admin'],
    ['h', '/'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(page).toHaveURL((url) => url.pathname === path)
  }
  await page.keyboard.press('[')
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Recent activity' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0)
  await page.keyboard.press('[')
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await page.getByRole('button', { name: /^Theme/ }).click()
  await page.getByRole('menuitem', { name: 'Dark theme' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
})

test('an address that leads nowhere says so', async ({ page, signedIn, axe }) => {
  await signedIn()
  await page.goto('/no/such/page')
  await expect(page.getByRole('heading', { name: 'Nothing is here' })).toBeVisible()
  await axe()
})

test('on a narrow screen the sidebar is a drawer', async ({ page, signedIn, axe }) => {
  await page.setViewportSize({ width: 360, height: 780 })
  await signedIn()
  await page.goto('/')
  await page.getByRole('button', { name: 'Show the sidebar' }).click()
  const menu = page.getByRole('dialog')
  await axe()
  await menu.getByRole('link', { name: 'Projects' }).click()
  await expect(page).toHaveURL('/projects')
  await expect(menu).toHaveCount(0)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(wide).toBeLessThanOrEqual(360)
})
