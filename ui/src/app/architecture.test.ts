import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '..')

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .filter((file) => !file.startsWith('api/') && !file.startsWith('test/'))

function importsOf(file: string): string[] {
  const code = readFileSync(join(SRC, file), 'utf8')
  return [...code.matchAll(/(?:from|import)\s*\(?\s*'((?:@\/|\.)[^']+)'/g)].map(([, path = '']) =>
    path.startsWith('@/') ? path.slice(2) : normalize(join(dirname(file), path)),
  )
}

/** What each layer may import besides itself. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  'main.tsx': ['app'],
  app: ['features', 'components', 'lib', 'api'],
  features: ['components', 'lib', 'api'],
  components: ['lib', 'api'],
  lib: ['api', 'components/Toasts'], // what shows a toast is fetched when the first is said
}

describe('who imports whom', () => {
  it('looks at the real files', () => expect(files.length).toBeGreaterThan(60))

  it.each(files)('%s imports downward only', (file) => {
    const [layer = ''] = file.split('/')
    const allowed = [layer, ...(BELOW[layer] ?? [])]
    for (const path of importsOf(file))
      expect(
        allowed.some((name) => path === name || path.startsWith(`${name}/`)),
        `${file} imports ${path}`,
      ).toBe(true)
  })
})

describe('requests', () => {
  it.each(files)('%s makes none unless it stands in an api folder', (file) => {
    const asks = importsOf(file).filter((path) =>
      /api\/(?:sdk|client)\.gen|react-query\.gen/.test(path),
    )
    if (
      /(?:^|\/)api\//.test(file) ||
      file === 'lib/query-client.ts' ||
      file === 'lib/api-client.ts'
    )
      return
    expect(asks, relative(SRC, file)).toEqual([])
  })
})
