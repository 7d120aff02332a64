import { randomBytes } from 'node:crypto'
import { expect, test } from './fixtures'

test.use({ viewport: { width: 1440, height: 900 } })

/** What somebody who has never seen the tracker does first, with the mouse and what is on the page. */
test('a newcomer signs in, finds an issue by a word, takes it, comments and moves it on', async ({
  page,
  admin,
  newPerson,
}) => {
  const person = await newPerson('newcomer')
  const word = `quokka${randomBytes(3).toString('hex')}`
  const key = `V${randomBytes(4).toString('hex').toUpperCase()}`
  await admin.post('/api/projects', { data: { project_key: key, project_name: `Visit ${key}` } })
  for (const issue_summary of ['Another one', 'Camera turns the picture'])
    await admin.post('/api/issues', {
      data: { issue_project: key, issue_summary, issue_description: `About the ${word}.` },
    })
  const ticket = `${key}-2`

  await page.goto('/')
  await page.getByRole('link', { name: 'Log in' }).click()
  await page.getByLabel('Username').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Log in' }).click()

  await page.getByRole('link', { name: 'Issues', exact: true }).click()
  await page.getByPlaceholder('Search issues').click()
  await page.keyboard.type(word)
  await page.getByRole('link', { name: `${ticket} Camera turns` }).click()
  await expect(page.getByRole('heading', { name: 'Camera turns the picture' })).toBeVisible()

  await page.getByRole('button', { name: /^Assignee/ }).click()
  await page.getByRole('option', { name: person.username }).click()
  await page.getByRole('button', { name: 'Leave a comment…' }).click()
  await page.keyboard.type('I look after it.')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await expect(page.getByRole('article', { name: `Comment by ${person.username}` })).toBeVisible()

  await page.getByRole('link', { name: 'Board', exact: true }).click()
  await page.getByPlaceholder('Filter by text').click()
  await page.keyboard.type(word)
  const card = page.locator(`[data-ticket="${ticket}"]`)
  const review = page.getByRole('region', { name: 'Under review', exact: true })
  await expect(page.getByRole('article')).toHaveCount(2)
  await review.scrollIntoViewIfNeeded()
  const from = await card.boundingBox()
  const to = await review.boundingBox()
  if (!from || !to) throw new Error('not in sight')
  await page.mouse.move(from.x + 60, from.y + 30)
  await page.mouse.down()
  await page.mouse.move(to.x + 80, to.y + 200, { steps: 15 })
  await expect(review).toHaveAttribute('data-over', 'true')
  await page.mouse.up()
  await expect(review.locator(card)).toBeVisible()

  await card.getByRole('link').click()
  const history = page.getByRole('region', { name: 'Activity' })
  await expect(history.getByText('assigned it to themselves')).toBeVisible()
  await expect(history.getByText('I look after it.')).toBeVisible()
  await expect(history).toContainText(/changed status.*Under review/)
})
