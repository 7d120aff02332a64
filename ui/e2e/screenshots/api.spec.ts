import { join, resolve } from 'node:path'
import { expect, test } from '../fixtures'

const FOLDER = resolve(import.meta.dirname, '../../../docs/screenshots')

test.use({ viewport: { width: 1200, height: 900 } })

test('the API in Swagger UI', async ({ page }) => {
  test.slow()
  await page.goto('/api/docs')
  const issues = page.locator('#operations-tag-issues')
  await expect(issues).toBeVisible({ timeout: 60_000 })
  await issues.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await page.screenshot({ path: join(FOLDER, 'api.png') })
})
