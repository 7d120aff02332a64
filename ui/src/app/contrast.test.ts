import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')

function tokensOf(scheme: 'light' | 'dark'): Map<string, string> {
  const start = css.indexOf(`data-mantine-color-scheme="${scheme}"`)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [
      name ?? '',
      value ?? '',
    ]),
  )
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['canvas', 'surface', 'subtle', 'selected']
const TEXTS = /^(?:text|text-2|text-3|accent|danger|good|status-.*|priority-.*|type-.*)$/

describe.each(['light', 'dark'] as const)('the %s tokens', (scheme) => {
  const tokens = tokensOf(scheme)
  const texts = [...tokens].filter(([name]) => TEXTS.test(name))

  it('name every colour of text', () => expect(texts.length).toBeGreaterThan(25))

  it.each(texts)('%s is readable on every ground', (_, color) => {
    for (const ground of GROUNDS)
      expect(contrast(color, tokens.get(ground) ?? ''), ground).toBeGreaterThanOrEqual(4.5)
  })

  it('letters on the accent are readable', () => {
    expect(
      contrast(tokens.get('on-accent') ?? '', tokens.get('accent') ?? ''),
    ).toBeGreaterThanOrEqual(4.5)
  })

  it('the border of an input can be seen', () => {
    for (const ground of ['surface', 'canvas'])
      expect(
        contrast(tokens.get('border-input') ?? '', tokens.get(ground) ?? ''),
      ).toBeGreaterThanOrEqual(3)
  })
})

it('initials are readable on the ground of every person', () => {
  const code = readFileSync(join(import.meta.dirname, '../components/UserAvatar.tsx'), 'utf8')
  const colors = code.match(/#[0-9a-f]{6}/g) ?? []
  expect(colors.length).toBeGreaterThan(5)
  for (const color of colors) expect(contrast('#ffffff', color), color).toBeGreaterThanOrEqual(4.5)
})
