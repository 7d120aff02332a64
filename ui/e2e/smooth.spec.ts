import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

/** The longest that nothing may be drawn for while one scrolls or drags, in ms: one feels a second. */
const LONGEST = 1000

/** Notes how long each frame takes; returns how to read the longest and the usual one. */
async function watchFrames(page: Page) {
  await page.evaluate(() => {
    const frames: number[] = []
    Object.assign(window, { frames })
    let last = performance.now()
    const next = (now: number) => {
      frames.push(now - last)
      last = now
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })
  return async () => {
    const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames)
    const sorted = frames.toSorted((one, other) => one - other)
    const at = (part: number) => Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0)
    const numbers = { frames: frames.length, median: at(0.5), p95: at(0.95), longest: at(1) }
    test.info().annotations.push({ type: 'frames (ms)', description: JSON.stringify(numbers) })
    return numbers
  }
}

test('what is on a page is seen within a second', async ({ page, signedIn }) => {
  await signedIn('admin')
  const paints: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    await page.goto('/issues')
    await expect(page.getByRole('grid', { name: 'Issues' }).getByRole('row').nth(1)).toBeVisible()
    paints.push(
      await page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity,
      ),
    )
  }
  expect(Math.min(...paints), paints.join(', ')).toBeLessThan(1000) // others use the machine, too
})

test('200 rows scroll without a stop', async ({ page, signedIn }) => {
  await signedIn('admin')
  await page.goto('/issues?state=all&rowsPerPage=200')
  const list = page.getByRole('grid', { name: 'Issues' })
  await expect(list.getByRole('row').nth(5)).toBeVisible()
  await list.hover()
  const read = await watchFrames(page)
  const first = await list.getByRole('rowheader').first().textContent()
  for (let step = 0; step < 60; step++) await page.mouse.wheel(0, 120)
  for (let step = 0; step < 60; step++) await page.mouse.wheel(0, -120)
  await expect(list.getByRole('rowheader').first()).toHaveText(`${first}`)
  expect((await read()).longest).toBeLessThan(LONGEST)
})

test('2,000 cards of a column scroll and are dragged without a stop', async ({
  page,
  signedIn,
}) => {
  await signedIn('admin')
  await page.goto('/dashboard?status=released,in_progress')
  const released = page.getByRole('region', { name: 'Released', exact: true })
  const cards = released.getByRole('article')
  await expect(cards.first()).toBeVisible()
  await released.hover()
  const read = await watchFrames(page)
  const index = () =>
    released
      .locator('[data-index]')
      .last()
      .evaluate((slot) => Number((slot as HTMLElement).dataset.index))
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 4000)
        return index()
      },
      { intervals: [50], timeout: 50_000 },
    )
    .toBeGreaterThan(2000)
  expect(await cards.count()).toBeLessThan(60)

  const target = page.getByRole('region', { name: 'In progress', exact: true })
  const from = await released.boundingBox()
  const to = await target.boundingBox()
  if (!from || !to) throw new Error('not in sight')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(to.x + 100, to.y + 300, { steps: 30 })
  await expect(target).toHaveAttribute('data-over', 'true')
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2, { steps: 5 })
  await page.mouse.up() // back in its place: this is the demo, which others look at, too
  await expect(target).not.toHaveAttribute('data-over', 'true')
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
  expect((await read()).longest).toBeLessThan(LONGEST)
})
