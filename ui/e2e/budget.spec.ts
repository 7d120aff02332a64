import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from './fixtures'

const DIST = resolve(import.meta.dirname, '../dist')

/** The most that a page may load before it is shown, gzipped, in kB. */
const SCRIPTS = 210
const STYLES = 45

/** What a page fetches by itself to show what it is for, beside its own code, and may do so with. */
const LATER: Record<string, { chunks: readonly string[]; scripts: number }> = {
  'src/features/metrics/pages/MetricsPage.tsx': {
    chunks: ['src/features/metrics/charts/TimeChart.tsx'],
    scripts: 300,
  },
}

interface Chunk {
  file: string
  css?: string[]
  imports?: string[]
  isEntry?: boolean
  isDynamicEntry?: boolean
}

const manifest = JSON.parse(readFileSync(join(DIST, 'manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>

function kilobytes(file: string): number {
  return gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length / 1000
}

/** The files of chunks and of all that they cannot run without. */
function filesOf(names: readonly string[]): { scripts: Set<string>; styles: Set<string> } {
  const scripts = new Set<string>()
  const styles = new Set<string>()
  const look = (name: string) => {
    const chunk = manifest[name]
    if (!chunk || scripts.has(chunk.file)) return
    scripts.add(chunk.file)
    for (const style of chunk.css ?? []) styles.add(style)
    for (const imported of chunk.imports ?? []) look(imported)
  }
  for (const name of names) look(name)
  return { scripts, styles }
}

const entry = Object.keys(manifest).filter((name) => manifest[name]?.isEntry)
const pages = Object.keys(manifest).filter((name) => /Page\.tsx$/.test(name))

test('there is a chunk for each page', () => expect(pages.length).toBeGreaterThan(12))

for (const page of pages)
  test(`${page} is small enough`, () => {
    const later = LATER[page]
    for (const name of later?.chunks ?? [])
      expect(manifest, 'what it fetches').toHaveProperty([name])
    const { scripts, styles } = filesOf([...entry, page, ...(later?.chunks ?? [])])
    const sum = (files: Set<string>) => [...files].reduce((all, file) => all + kilobytes(file), 0)
    expect(sum(scripts), 'kB of scripts').toBeLessThanOrEqual(later?.scripts ?? SCRIPTS)
    expect(sum(styles), 'kB of styles').toBeLessThanOrEqual(STYLES)
  })
