import { expect, test } from './fixtures'

test('a stranger sees the pitch, registers, and comes to the page he wanted', async ({
  page,
  axe,
}) => {
  const name = `guest-${Date.now().toString(36)}`
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('issue tracker')
  await axe()

  await page.goto('/projects?q=sim')
  await expect(page).toHaveURL('/login?next=/projects%3Fq%3Dsim')
  await axe()
  await page.getByRole('link', { name: 'Register' }).click()
  await expect(page.getByRole('heading', { name: 'Register' })).toBeVisible()
  await page.getByLabel('Username').fill('no spaces, please')
  await page.getByLabel('E-mail').fill('nobody')
  await page.getByLabel('E-mail').blur()
  await expect(page.getByText('This is no e-mail address.')).toBeVisible()
  await expect(page.getByText(/Letters, digits and/)).toBeVisible()
  await axe()

  await page.getByLabel('Username').fill(name)
  await page.getByLabel('E-mail').fill('guest@example.org')
  await page.getByLabel('Password', { exact: true }).fill('a long enough one')
  await page.getByRole('button', { name: 'Register' }).click()
  await expect(page.getByRole('button', { name: `Account of ${name}` })).toBeVisible()
  await expect(page).toHaveURL('/projects?q=sim')
})

test('a taken name is said at the name', async ({ page, newPerson, consoleGuard }) => {
  const { username } = await newPerson()
  consoleGuard.announce('/api/auth/register', 409)
  await page.goto('/register')
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill('a long enough one')
  await page.getByRole('button', { name: 'Register' }).click()
  await expect(page.getByText('This name is taken.')).toBeVisible()
})

test('signing in leads to where one was going, and survives a reload', async ({
  page,
  newPerson,
  consoleGuard,
}) => {
  const { username, password } = await newPerson()
  await page.goto('/issues?status=in_progress')
  await page.getByLabel('Username').fill(username)
  consoleGuard.announce('/api/auth/token', 401)
  await page.getByLabel('Password', { exact: true }).fill('not this one')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('The username or the password is wrong.')
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused()

  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/issues?status=in_progress')
  await page.reload()
  await expect(page.getByRole('button', { name: `Account of ${username}` })).toBeVisible()
  await page.goto('/login')
  await expect(page).toHaveURL('/')
})

test('another site is never where one goes after signing in', async ({ page, newPerson }) => {
  const { username, password } = await newPerson()
  await page.goto('/login?next=//example.org/')
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: `Account of ${username}` })).toBeVisible()
  await expect(page).toHaveURL('/')
})

test('signing out in one tab signs out the others', async ({ page, context, signedIn }) => {
  await signedIn()
  const other = await context.newPage()
  await other.goto('/projects')
  await page.goto('/')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible()
  await expect(other).toHaveURL('/login?next=/projects')
})

test('signing out everywhere ends the session of another browser', async ({
  page,
  newPerson,
  signedIn,
  pageOf,
  consoleGuard,
}) => {
  const person = await newPerson()
  await signedIn(person)
  const elsewhere = await pageOf({ ...person })
  await elsewhere.goto('/projects')
  await expect(elsewhere.getByRole('table', { name: 'Projects' })).toBeVisible()

  await page.goto('/account?tab=sessions')
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page).toHaveURL('/login?next=/account%3Ftab%3Dsessions')
  consoleGuard.announce('/api/', 401)
  await elsewhere.getByRole('link', { name: 'People' }).click()
  await expect(elsewhere).toHaveURL('/login?next=/users')
})

test('a changed password ends the other sessions, and is the one from then on', async ({
  page,
  newPerson,
  signedIn,
  consoleGuard,
  axe,
}) => {
  const { username, password } = await newPerson()
  await signedIn({ username, password })
  await page.goto('/account')
  await axe()
  await page.getByLabel('Present password').fill('not this one')
  await page.getByLabel('New password').fill('quite another one')
  await page.getByLabel('The same again').fill('quite another one')
  consoleGuard.announce('/api/auth/password', 422)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Wrong password')).toBeVisible()

  await page.getByLabel('Present password').fill(password)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Your password is changed')).toBeVisible()
  const answer = await page.request.post('/api/auth/token', {
    form: { username, password: 'quite another one' },
  })
  expect(answer.status()).toBe(200)
})

test('an access token is shown once, works, and is revoked', async ({ page, signedIn, axe }) => {
  const { username } = await signedIn()
  await page.goto('/account?tab=tokens')
  await page.getByRole('button', { name: 'New token' }).click()
  await page.getByLabel('Name').fill('nightly report')
  await page.getByRole('button', { name: 'Create token' }).click()
  const token = await page.getByLabel('Access token', { exact: true }).inputValue()
  expect(token).toMatch(/^tkt_/)
  await axe()
  await page.getByRole('button', { name: 'Done' }).click()

  const headers = { Authorization: `Bearer ${token}` }
  const whose = await (await page.request.get('/api/auth/validate', { headers })).json()
  expect(whose.username).toBe(username)

  await page.getByRole('button', { name: 'Revoke nightly report' }).click()
  await page.getByRole('button', { name: 'Revoke the token' }).click()
  await expect(page.getByText('No access token')).toBeVisible()
  expect((await page.request.get('/api/auth/validate', { headers })).status()).toBe(401)
})
