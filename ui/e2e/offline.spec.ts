import { randomBytes } from 'node:crypto'
import { expect, test } from './fixtures'

test('a page that cannot be loaded says so, and comes by itself once it can', async ({
  page,
  context,
  signedIn,
  consoleGuard,
}) => {
  consoleGuard.announce(/\/assets\//) // the page's code, at a moment without connection
  consoleGuard.announceMessage('OfflineError')
  await signedIn()
  await page.goto('/issues')
  await expect(page.getByRole('grid', { name: 'Issues' }).getByRole('row').nth(1)).toBeVisible()
  await context.route('**/*', (route) => route.abort('internetdisconnected'))
  consoleGuard.announce(/:\d+\/(?:users)?$|\/api\//)
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible()
  await context.unroute('**/*')
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await expect(page.getByRole('table', { name: 'People' })).toBeVisible()
})

test('a change that cannot be sent is taken back, and says so with a way to try again', async ({
  page,
  context,
  admin,
  signedIn,
  consoleGuard,
}) => {
  const key = `O${randomBytes(4).toString('hex').toUpperCase()}`
  await admin.post('/api/projects', { data: { project_key: key, project_name: key } })
  await admin.post('/api/issues', { data: { issue_project: key, issue_summary: 'Far away' } })
  await signedIn('admin')
  await page.goto(`/issues/${key}-1`, { waitUntil: 'networkidle' })
  const priority = page.getByRole('button', { name: /^Priority/ })
  await priority.click() // its code is there from now on
  await page.keyboard.press('Escape')
  consoleGuard.announce(`/api/issues/${key}-1`)
  await context.route('**/api/**', (route) => route.abort('internetdisconnected'))
  await priority.click()
  await page.getByRole('option', { name: 'Highest' }).click()
  await expect(page.getByText('The server cannot be reached')).toBeVisible()
  await expect(priority).toContainText('Medium')
  await context.unroute('**/api/**')
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(priority).toContainText('Highest')
})
