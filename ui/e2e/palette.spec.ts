import { randomBytes } from 'node:crypto'
import type { APIRequestContext, Page } from '@playwright/test'
import { expect, test } from './fixtures'

/** A project of the test's own with an issue of a word that no other has. */
async function arrange(admin: APIRequestContext) {
  const word = `zeta${randomBytes(4).toString('hex')}`
  const key = `P${word.slice(4).toUpperCase()}`
  const project = { project_key: key, project_name: `Palette ${word}` }
  expect((await admin.post('/api/projects', { data: project })).status()).toBe(201)
  const issue = { issue_project: key, issue_summary: `The ${word} is broken` }
  expect((await admin.post('/api/issues', { data: issue })).status()).toBe(201)
  return { key, word, ticket: `${key}-1` }
}

/** Opens the board, and waits until it listens to keys. */
async function open(page: Page, address = '/dashboard') {
  await page.goto(address)
  await expect(page.getByRole('region', { name: 'Open', exact: true })).toBeVisible()
}

const field = (page: Page) => page.getByRole('combobox', { name: 'Search and commands' })
const active = (page: Page) => page.getByRole('option', { selected: true })

test('an exact ticket goes right there before anything was found, other text to the search', async ({
  page,
  admin,
  signedIn,
}) => {
  const { ticket } = await arrange(admin)
  await signedIn('admin')
  await open(page)
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
  await field(page).fill(` ${ticket.toLowerCase()} `)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/issues/${ticket}$`))
  await expect(field(page)).toBeHidden()

  await page.keyboard.press('Control+k')
  await field(page).fill('zzqx wwvk')
  await expect(active(page)).toHaveText('Search all issues for “zzqx wwvk”')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/issues\?state=all&q=zzqx\+wwvk$/)
})

test('it finds issues, projects and people by text', async ({
  page,
  admin,
  signedIn,
  newPerson,
  axe,
}) => {
  const { key, word, ticket } = await arrange(admin)
  await newPerson(word)
  await signedIn('admin')
  await open(page, `/dashboard?project=${key}`)
  await page.keyboard.press('/')
  await field(page).fill(word)
  await expect(active(page)).toHaveText(new RegExp(ticket))
  await expect(page.getByRole('group', { name: 'Projects' }).getByRole('option')).toHaveText(
    new RegExp(key),
  )
  await expect(page.getByRole('group', { name: 'People' }).getByRole('option')).toHaveText(
    new RegExp(`^.*${word}-`),
  )
  await axe()
  await page.keyboard.press('ArrowDown')
  await expect(active(page)).toHaveText(new RegExp(key))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/projects/${key}$`))
})

test('it does what the keys do, on what has the focus, which Escape gives back', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key } = await arrange(admin)
  await signedIn('admin')
  await open(page, `/dashboard?project=${key}`)
  const card = page.getByRole('article').getByRole('link')
  await card.focus()
  await page.keyboard.press('/')
  await expect(field(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(field(page)).toBeHidden()
  await expect(card).toBeFocused()
  await page.keyboard.press('Control+k')
  await field(page).fill('filter the')
  await expect(active(page)).toHaveText(/Filter the board/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('searchbox', { name: 'Filter by text' })).toBeFocused()
  await page.keyboard.press('Control+k')
  await field(page).fill('dark theme')
  await page.keyboard.press('Enter')
  await expect(page.locator(':root')).toHaveAttribute('data-mantine-color-scheme', 'dark')
})

test('keys lead from page to page, and the help sheet lists those of each', async ({
  page,
  admin,
  signedIn,
  axe,
}) => {
  const { key } = await arrange(admin)
  await signedIn('admin')
  await open(page, `/dashboard?project=${key}`)
  await expect(page.getByRole('article')).toBeVisible()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet.getByRole('heading', { name: 'Board', exact: true })).toBeVisible()
  await expect(sheet.getByText('Move the card to the next status')).toBeVisible()
  await expect(sheet.getByText('Search and commands')).toBeVisible()
  await axe()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await expect(page).toHaveURL(/\/projects$/)
  await expect(page.getByRole('heading', { level: 1, name: 'Projects' })).toBeVisible()
  await page.keyboard.press('?')
  await expect(sheet.getByText('Search and commands')).toBeVisible()
  await expect(sheet.getByText('Move the card to the next status')).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await expect(page).toHaveURL(/\/dashboard$/)
})

test('what is typed before a field is there goes into it, and does nothing else', async ({
  page,
  admin,
  signedIn,
}) => {
  const { key, ticket } = await arrange(admin)
  await signedIn('admin')
  await open(page, `/dashboard?project=${key}`)
  await page.route(/assets\/(?:Palette|ComposerForm)-/, async (route) => {
    await typed // the code comes late, as over a slow line
    await route.continue()
  })
  let type = () => {}
  let typed = new Promise<void>((resolve) => {
    type = resolve
  })
  await page.getByRole('button', { name: 'Search or do…' }).click()
  await page.keyboard.type('guitar') // g u would go to People, i and a would assign
  type()
  await expect(field(page)).toHaveValue('guitar')
  await expect(page).toHaveURL(new RegExp(`/dashboard\\?project=${key}$`))
  await page.keyboard.type('s')
  await expect(field(page)).toHaveValue('guitars')
  await page.keyboard.press('Escape')

  typed = new Promise<void>((resolve) => {
    type = resolve
  })
  await page.goto(`/issues/${ticket}`)
  await page.getByRole('button', { name: 'Leave a comment…' }).click()
  await page.keyboard.type('I take this')
  type()
  await expect(page.getByRole('textbox', { name: 'New comment' })).toHaveValue('I take this')
  const { issue_assigned_to } = await (await admin.get(`/api/issues/${ticket}`)).json()
  expect(issue_assigned_to).toBeNull()
})
