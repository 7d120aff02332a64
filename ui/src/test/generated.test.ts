// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const ui = new URL('../../', import.meta.url).pathname
const generator = join(ui, 'node_modules/@hey-api/openapi-ts/bin/run.js')
let scratch = ''

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'ticketing-client-'))
})

afterEach(() => rmSync(scratch, { recursive: true }))

function contents(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((item) => item.isFile())
    .map((item) => join(item.parentPath, item.name))
  return new Map(paths.map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]))
}

test('the client in src/api is what openapi.json makes; else run make openapi', () => {
  const output = join(scratch, 'api')
  const options = ['--silent', '--no-log-file', '--output', output]
  execFileSync(process.execPath, [generator, ...options], { cwd: ui, timeout: 60_000 })
  const made = contents(output)
  const committed = contents(join(ui, 'src/api'))
  expect([...committed.keys()].sort()).toEqual([...made.keys()].sort())
  expect(
    [...made].filter(([path, text]) => committed.get(path) !== text).map(([path]) => path),
  ).toEqual([])
}, 90_000)
