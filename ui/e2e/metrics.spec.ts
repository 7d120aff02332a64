import type { APIRequestContext, Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'

const card = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

async function figures(admin: APIRequestContext, path: string, query: Record<string, string>) {
  const answer = await admin.get(`/api/metrics/${path}`, { params: query })
  expect(answer.status(), await answer.text()).toBe(200)
  return answer.json()
}

/** The cells of a card's table, row by row, without its head. */
async function cells(page: Page, name: string): Promise<string[][]> {
  await card(page, name)
    .getByRole('button', { name: `View ${name} as a table` })
    .click()
  const table = page.getByRole('table', { name, exact: true })
  await expect(table).toBeVisible()
  const rows = await table.getByRole('row').all()
  return Promise.all(rows.slice(1).map((row) => row.getByRole('cell').allInnerTexts()))
}

const number = (text: string | undefined) => Number((text ?? '').replaceAll(',', ''))

test('the figures are those of the API', async ({ page, admin, signedIn, axe }) => {
  await signedIn('admin')
  await page.goto('/metrics?project=SIM&from=2026-01-01&interval=month')
  await expect(page.locator('.recharts-surface').first()).toBeVisible()
  const query = { project: 'SIM', from: String(Date.UTC(2026, 0, 1)), interval: 'month', tz: 'UTC' }
  const { interval, tz, ...times } = query
  const summary = await figures(admin, 'summary', times)
  const created = page.locator('dl > div', { has: page.getByText('Created', { exact: true }) })
  await expect(created.locator('dd').first()).toHaveText(summary.created.value.toLocaleString('en'))

  const moved = await figures(admin, 'created-resolved', query)
  const rows = await cells(page, 'Created and resolved')
  expect(rows.map((row) => [number(row[1]), number(row[2])])).toEqual(
    moved.items.map((step: { created: number; resolved: number }) => [step.created, step.resolved]),
  )

  const flow = await figures(admin, 'cumulative-flow', query)
  const last = (await cells(page, 'Cumulative flow')).at(-1) ?? []
  const standing: Record<string, number> = flow.items.at(-1).issues_by_status
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
  expect(sum(last.slice(1).map(number))).toBe(sum(Object.values(standing)))

  const people = await figures(admin, 'workload', { project: 'SIM', per_page: '100' })
  const first = (await cells(page, 'Unresolved per person'))[0]
  expect(first?.[0]).toBe(people.items[0].issue_assigned_to ?? 'Nobody')
  expect(number(first?.[1])).toBe(people.items[0].issues)
  await axe()
})

test('bars lead to the issues that they count', async ({ page, admin, signedIn }) => {
  await signedIn('admin')
  await page.goto('/metrics?project=SIM')
  const types = await figures(admin, 'distributions', { project: 'SIM' })
  const bugs = types.items.find((item: { name: string }) => item.name === 'BUG')
  await card(page, 'Types').getByRole('link', { name: /^Bug/ }).click()
  await expect(page).toHaveURL('/issues?state=all&project=SIM&type=bug')
  await expect(page.getByText(new RegExp(`\\b${bugs.issues}\\b`)).first()).toBeVisible()
  await page.goBack()
  await card(page, 'Unresolved per person')
    .getByRole('link', { name: /^Nobody/ })
    .click()
  await expect(page).toHaveURL('/issues?project=SIM&assignee=@none')
})

test('what is shown stands in the address', async ({ page, signedIn }) => {
  await signedIn()
  await page.goto('/metrics')
  await page.getByRole('button', { name: 'Project: All projects' }).click()
  await page.getByLabel('Find: Project').fill('SIM')
  await page.getByRole('option', { name: /^SIM/ }).click()
  await expect(page).toHaveURL('/metrics?project=SIM')
  await page.keyboard.press('Escape')
  await page.getByRole('radiogroup', { name: 'Interval' }).getByText('Month').click()
  await expect(page).toHaveURL('/metrics?project=SIM&interval=month')
  await page.getByRole('button', { name: 'Period: Last 90 days' }).click()
  await page.getByLabel('From', { exact: true }).fill('2026-02-01')
  await page.getByLabel('To', { exact: true }).fill('2026-01-01')
  await expect(page.getByText('It ends before it begins')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Show these days' })).toBeDisabled()
  await page.getByLabel('To', { exact: true }).fill('2026-06-30')
  await page.getByRole('button', { name: 'Show these days' }).click()
  await expect(page).toHaveURL('/metrics?project=SIM&from=2026-02-01&to=2026-06-30&interval=month')
  await page.goBack()
  await expect(page.getByRole('button', { name: 'Period: Last 90 days' })).toBeVisible()
  await page.setViewportSize({ width: 360, height: 780 })
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(360)
})

test('a period without issues says so, and a failure offers to try again', async ({
  page,
  signedIn,
  axe,
  consoleGuard,
}) => {
  await signedIn()
  await page.goto('/metrics?project=SIM&from=1980-01-01&to=1980-03-01')
  await expect(card(page, 'Throughput').getByText('Nothing in this period.')).toBeVisible()
  await page.getByRole('button', { name: /^Period: / }).click()
  await expect(page.getByRole('button', { name: 'Show these days' })).toBeVisible()
  await axe()
  consoleGuard.announce('/api/metrics/throughput', 500)
  await page.route('**/api/metrics/throughput**', (route) =>
    route.fulfill({ status: 500, json: { status: 500, title: 'Internal Server Error' } }),
  )
  await page.goto('/metrics?project=SIM')
  const throughput = card(page, 'Throughput')
  await expect(throughput.getByRole('alert')).toBeVisible()
  await expect(card(page, 'Created and resolved').locator('.recharts-surface')).toBeVisible()
  await page.unroute('**/api/metrics/throughput**')
  await throughput.getByRole('button', { name: 'Try again' }).click()
  await expect(throughput.locator('.recharts-surface')).toBeVisible()
})

test('without Grafana nothing of it is shown, and with it its dashboards load on demand', async ({
  page,
  signedIn,
}) => {
  await signedIn('admin')
  await page.goto('/metrics?project=SIM')
  await expect(page.locator('.recharts-surface').first()).toBeVisible()
  await expect(page.getByText(/Grafana/)).toHaveCount(0)
  await page.route('**/api/metrics/summary**', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ json: { ...(await answer.json()), dashboards: '/grafana/dashboards' } })
  })
  const asked: string[] = []
  await page.route('**/grafana/**', (route) => {
    asked.push(route.request().url())
    return route.fulfill({ contentType: 'text/html', body: '<p>Panels</p>' })
  })
  await page.reload()
  const show = page.getByRole('button', { name: 'Show the dashboards' })
  await expect(show).toBeVisible()
  expect(asked).toEqual([])
  await show.click()
  await expect(page.frameLocator('#grafana').getByText('Panels')).toBeVisible()
  expect(asked[0]).toMatch(/\/grafana\/dashboards\?theme=light&kiosk$/)
})
