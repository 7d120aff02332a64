import { expect, test } from './fixtures'

const FOREVER = 'public, max-age=31536000, immutable'

test('every address opens the page, and nothing on it is refused', async ({ page }) => {
  for (const path of ['/', '/issues/OPS-1?tab=activity', '/users/ada.js']) {
    const answer = await page.goto(path)
    expect(answer?.status(), path).toBe(200)
    expect(answer?.headers()['content-type'], path).toBe('text/html; charset=utf-8')
    await expect(page.locator('#root'), path).not.toBeEmpty()
  }
})

test('the page is asked for again each time, its assets never', async ({ page, request }) => {
  const kept = new Map<string, string>()
  page.on('response', (answer) => {
    kept.set(new URL(answer.url()).pathname, answer.headers()['cache-control'] ?? '')
  })
  await page.goto('/login')
  await page.waitForLoadState('networkidle')
  expect(kept.get('/login')).toBe('no-cache')
  const assets = [...kept].filter(([path]) => path.startsWith('/assets/'))
  expect(assets.map(([path]) => path).join()).toMatch(/\.js.*\.css|\.css.*\.js/)
  for (const [path, lasting] of assets) expect(lasting, path).toBe(FOREVER)

  const first = await request.get('/')
  const headers = { 'If-None-Match': first.headers().etag ?? '' }
  expect((await request.get('/', { headers })).status()).toBe(304)
})

test('scripts and styles come compressed', async ({ page }) => {
  const codings = new Map<string, string>()
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url())
    const named = /^\/assets\/index-.*\.(js|css)$/.exec(pathname)
    if (named?.[1]) codings.set(named[1], answer.headers()['content-encoding'] ?? '')
  })
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  // A browser takes Brotli only from where nobody can read along: TLS, or this machine.
  expect(Object.fromEntries(codings)).toEqual({ js: 'br', css: 'br' })
})

test('what is not there is told as such', async ({ request }) => {
  for (const path of ['/assets/gone.js', '/gone.js', '/api/gone', '/manifest.json', '/.env']) {
    const answer = await request.get(path, { headers: { Accept: 'text/html' } })
    expect(answer.status(), path).toBe(404)
    expect(answer.headers()['content-type'], path).toBe('application/problem+json')
  }
})

test('no script that is not a file runs, and nothing comes from elsewhere', async ({
  page,
  consoleGuard,
}) => {
  consoleGuard.announceMessage(/script-src/)
  consoleGuard.announceMessage(/img-src/)
  consoleGuard.announce('https://tracker.invalid/')
  await page.goto('/login')
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "ran"'
    document.head.append(script)
    const image = new Image()
    const shown = new Promise((done) => {
      image.onload = () => done(true)
      image.onerror = () => done(false)
    })
    image.src = 'https://tracker.invalid/x.png'
    return { title: document.title, shown: await shown }
  })
  expect(ran).toEqual({ title: expect.not.stringMatching(/^ran$/), shown: false })
})

test('the API describes itself beside the pages', async ({ page }) => {
  test.slow() // Swagger UI takes seconds to draw as many operations
  await page.goto('/api/docs')
  await expect(page.getByRole('heading', { name: /^Ticketing/ })).toBeVisible({
    timeout: 60_000,
  })
  await expect(page.getByRole('link', { name: 'issues', exact: true })).toBeVisible()
})

test('a session comes in two cookies, of which scripts see the one that is no secret', async ({
  page,
  signedIn,
  context,
}) => {
  await page.goto('/login')
  expect(await page.evaluate(() => document.cookie)).toBe('')
  await signedIn()
  expect(await page.evaluate(() => document.cookie)).toBe('ticketing_signed_in=1')
  const hidden = (await context.cookies()).find(({ name }) => name === 'ticketing_session')
  expect(hidden).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
})
