import { gzipSync } from 'node:zlib'
import { expect, test } from './fixtures'

function freshKey(): string {
  const letters = Array.from({ length: 6 }, () =>
    String.fromCharCode(65 + Math.floor(Math.random() * 26)),
  )
  return `M${letters.join('')}`
}

const HEADER =
  'Summary,Issue key,Issue id,Status,Resolution,Created,Updated,Reporter,Priority,Comment'

/** A file as Jira exports it; each 25th row is broken, each tenth has an odd priority. */
function exported(key: string, rows: number) {
  const lines = [HEADER]
  for (let number = 1; number <= rows; number += 1)
    lines.push(
      number % 25 === 0
        ? 'only,three,cells'
        : `Issue ${number},${key}-${number},${number},Open,,06/Nov/21 3:05 AM,06/Nov/21 3:05 AM,` +
            `ann,${number % 10 ? 'Major' : 'Weird'},06/Nov/21 4:00 AM;bob;Said of ${number}`,
    )
  return { name: `${key}.csv`, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) }
}

test('a gzipped file is tried, imported and found', async ({
  page,
  admin,
  signedIn,
  consoleGuard,
  axe,
}) => {
  test.slow() // two imports by processes of their own
  const key = freshKey()
  await signedIn('admin')
  await page.goto('/admin/imports')
  const { buffer } = exported(key, 300)
  const name = `${key}.csv.gz`
  const file = { name, mimeType: 'application/gzip', buffer: gzipSync(buffer) }
  await page.getByLabel(/Choose a file/).setInputFiles(file)
  await expect(page.getByText('10 columns · its issues have keys')).toBeVisible()
  await axe()
  await page.getByRole('button', { name: 'Dry run' }).click()
  const job = page.getByRole('region', { name: /^Import \d+$/ })
  await expect(job).toContainText('Tried', { timeout: 60_000 })
  await expect(job).toContainText('Nothing was written.')
  const counts = job.locator('dl > div')
  await expect(counts.filter({ hasText: 'new issues' })).toHaveText('new issues288')
  await expect(job.getByRole('link', { name: key })).toHaveCount(0)
  expect((await admin.get(`/api/projects/${key}`)).status()).toBe(404)

  await page.getByRole('button', { name: 'Import it for real' }).click()
  await expect(job.getByRole('progressbar', { name: 'Progress of the import' })).toHaveCount(1)
  await expect(job.getByRole('heading', { level: 2 })).toHaveText(name)
  await expect(job.getByText('Imported', { exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(counts.filter({ hasText: 'new issues' })).toHaveText('new issues288')
  await expect(counts.filter({ hasText: 'rows refused' })).toHaveText('rows refused12')
  const refused = job.getByRole('table').getByRole('row')
  await expect(refused.nth(1)).toHaveText('26has 3 cells where the header has 10')
  await expect(refused).toHaveCount(11)
  await job.getByRole('button', { name: 'Show all 12' }).click()
  await expect(refused).toHaveCount(13)
  await job.getByText('Priorities without a counterpart').click()
  await expect(job.getByRole('link', { name: `${key}-10`, exact: true })).toBeVisible()
  await axe()

  const link = job.getByRole('link', { name: `${key} 288 new` })
  await expect(link).toHaveAttribute('href', `/issues?state=all&project=${key}&sort=-id`)
  await link.click()
  await expect(page.getByText('Issue 299').first()).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('link', { name: `Imported ${name}` })).toHaveAttribute(
    'aria-current',
    'true',
  )
  await page.getByRole('link', { name: `Tried ${name}` }).click()
  await expect(job).toContainText('A dry run: this is what would happen.')
  consoleGuard.announce('/api/imports/99999999', 404)
  await page.goto('/admin/imports?job=99999999')
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('a file that is no export is refused, and says why', async ({
  page,
  signedIn,
  consoleGuard,
}) => {
  await signedIn('admin')
  await page.goto('/admin/imports')
  const file = { name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') }
  await page.getByLabel(/Choose a file/).setInputFiles(file)
  await expect(page.getByText('8 bytes · 2 columns')).toBeVisible()
  consoleGuard.announce('/api/imports', 422)
  await page.getByRole('button', { name: 'Import right away' }).click()
  await expect(page.getByRole('alert')).toContainText(
    'prices.csv is not an issue export of Jira: it has no column Summary',
  )
  await page.getByRole('button', { name: 'Choose another file' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByLabel(/Choose a file/)).toBeFocused()
})

test('a file without keys wants a project, and a strict import all of its rows', async ({
  page,
  admin,
  signedIn,
}) => {
  const key = freshKey()
  const lines = ['Summary;Issue id;Status;Created', 'Kept;1;Open;06/Nov/21 3:05 AM', 'broken']
  const file = {
    name: 'keyless.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(lines.join('\r\n')),
  }
  await signedIn('admin')
  await page.goto('/admin/imports')
  await page.getByLabel(/Choose a file/).setInputFiles(file)
  await expect(page.getByText('4 columns · its issues have no keys')).toBeVisible()
  await page.getByRole('button', { name: 'Import right away' }).click()
  await expect(page.getByRole('alert')).toHaveText(/choose their project/)
  const project = page.getByRole('button', { name: /Project for rows that name none/ })
  await expect(project).toBeFocused()
  await project.click()
  await page.getByRole('combobox', { name: 'Find: Project' }).fill(key.toLowerCase())
  await page.getByRole('option', { name: 'New project' }).click()
  await expect(project).toHaveText(key)
  await page.getByRole('checkbox', { name: 'Strict' }).check()
  await page.getByRole('button', { name: 'Import right away' }).click()
  const job = page.getByRole('region', { name: /^Import \d+$/ })
  await expect(job.getByRole('alert')).toContainText('keyless.csv:3: has 1 cells', {
    timeout: 60_000,
  })
  await expect(job).toContainText('Failed')
  expect((await admin.get(`/api/projects/${key}`)).status()).toBe(404)
})

test('an upload is stopped, and an import that runs is cancelled', async ({
  page,
  context,
  admin,
  signedIn,
}) => {
  test.slow()
  const key = freshKey()
  await signedIn('admin')
  await page.goto('/admin/imports')
  const network = await context.newCDPSession(page)
  const upload = (uploadThroughput: number) =>
    network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    })
  await upload(100_000)
  const file = exported(key, 20_000)
  await page.getByLabel(/Choose a file/).setInputFiles(file)
  const dryRun = page.getByRole('button', { name: 'Dry run' })
  await dryRun.click()
  const bar = page.getByRole('progressbar', { name: 'Upload' })
  await expect(bar).toBeVisible()
  await expect(page.getByText(/[1-9][\d.]* kB of [\d.]+ MB sent/)).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(bar).toHaveCount(0)
  await expect(page.getByText(file.name)).toBeVisible()

  await upload(-1)
  await dryRun.click()
  const job = page.getByRole('region', { name: /^Import \d+$/ })
  const progress = job.getByRole('progressbar', { name: 'Progress of the import' })
  await expect(progress).toHaveAttribute('aria-valuenow', /[1-9]/, { timeout: 30_000 })
  await job.getByRole('button', { name: 'Cancel' }).click()
  await expect(job.getByText('Cancelled', { exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(job).toContainText('Nothing was written.')
  await expect(page.getByRole('link', { name: `Cancelled ${file.name}` })).toBeVisible()
  expect((await admin.get(`/api/projects/${key}`)).status()).toBe(404)
})
