import { expect, it } from 'vitest'
import { firstLine } from './first-line'

it.each([
  ['An **invented** project: a _program_ made `it`', 'An invented project: a program made it'],
  ['\n\n# Heading\n\nText', 'Heading'],
  ['See [the docs](https://example.org), and 2 * 3', 'See the docs, and 2 * 3'],
  ['', ''],
])('%j is shown as %j', (text, line) => expect(firstLine(text)).toBe(line))
