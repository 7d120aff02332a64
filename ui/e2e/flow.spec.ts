import { expect, test } from './fixtures'

const TICKET = 'SIM-87'

test('the flow tells where an issue stood, when and with whom, by keys and on a phone too', async ({
  page,
  admin,
  signedIn,
  axe,
}) => {
  await signedIn('admin')
  const flow = await (await admin.get(`/api/issues/${TICKET}/flow`)).json()
  await page.goto(`/issues/${TICKET}`)
  await page.getByRole('link', { name: 'Flow', exact: true }).click()
  await expect(page).toHaveURL(`/issues/${TICKET}?tab=flow`)
  const diagram = page.getByRole('listbox', { name: `Flow of ${TICKET}` })
  await expect(diagram).toBeVisible()
  await expect(diagram.getByRole('option', { name: /^Assigned to / })).toHaveCount(
    flow.assignees.length,
  )
  const statuses = diagram.getByRole('option', {
    name: /^(?:Open|Assigned|In progress|On hold|Under review) · /,
  })
  await expect(statuses).toHaveCount(flow.statuses.length)
  await axe()

  const options = diagram.getByRole('option')
  await options.first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(options.nth(1)).toBeFocused()
  await page.keyboard.press('End')
  await expect(options.last()).toBeFocused()
  await page.keyboard.press('Home')
  await expect(options.first()).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(options.and(page.locator(':focus'))).toHaveCount(0)

  await page.getByRole('radiogroup', { name: 'Show the flow as' }).getByText('Table').click()
  const rows = page.getByRole('table', { name: `Flow of ${TICKET}` }).getByRole('row')
  await expect(rows.filter({ hasText: 'Status: ' })).toHaveCount(flow.statuses.length)
  await expect(rows.nth(1)).toContainText('Status: Open')
  await expect(rows.nth(1)).toContainText(flow.statuses[0].started_by)
  await axe()

  await page.setViewportSize({ width: 360, height: 780 })
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  await expect.poll(width).toBeLessThanOrEqual(360)
  await page.getByRole('radiogroup', { name: 'Show the flow as' }).getByText('Diagram').click()
  await expect(diagram).toBeVisible()
  await expect.poll(width).toBeLessThanOrEqual(360)
})

test('a change shows in it at once', async ({ page, admin, signedIn }) => {
  const made = await admin.post('/api/issues', {
    data: { issue_project: 'SIM', issue_summary: 'Count the chairs' },
  })
  expect(made.status(), await made.text()).toBe(201)
  const { issue_name } = await made.json()
  await signedIn('admin')
  await page.goto(`/issues/${issue_name}?tab=flow`)
  const diagram = page.getByRole('listbox', { name: `Flow of ${issue_name}` })
  await expect(diagram.getByRole('option', { name: /^Open · / })).toHaveCount(1)
  await page.keyboard.press('i')
  await expect(diagram.getByRole('option', { name: 'Assigned to admin' })).toHaveCount(1)
})
