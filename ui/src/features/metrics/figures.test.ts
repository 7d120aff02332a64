import { describe, expect, it } from 'vitest'
import { binName, binStart, deltaOf, length } from './figures'

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('a change', () => {
  it('is good or bad by what growing means', () => {
    expect(deltaOf(12, 10, 'better')).toEqual({
      direction: 'up',
      verdict: 'better',
      amount: '20 %',
    })
    expect(deltaOf(12, 10, 'worse')?.verdict).toBe('worse')
    expect(deltaOf(8, 10, 'worse')).toEqual({
      direction: 'down',
      verdict: 'better',
      amount: '20 %',
    })
    expect(deltaOf(8, 10, null)?.verdict).toBeNull()
  })

  it('has no share of nothing', () => {
    expect(deltaOf(3, 0, null)?.amount).toBe('from nothing')
    expect(deltaOf(0, 0, 'better')).toMatchObject({ direction: 'same', verdict: null })
    expect(deltaOf(null, 3, 'better')).toBeNull()
  })

  it('does not say 0 % of what changed a little', () => {
    expect(deltaOf(1001, 1000, null)?.amount).toBe('under 1 %')
    expect(deltaOf(30_000, 1000, null)?.amount).toBe('30 times')
  })
})

it.each([
  [90_000, '2 min'],
  [HOUR * 1.5, '1.5 h'],
  [DAY, '1 day'],
  [28.4 * DAY, '28 days'],
  [2600 * DAY, '7.1 years'],
  [null, '–'],
])('%s milliseconds are %s', (value, text) => expect(length(value)).toBe(text))

it.each([
  [0, HOUR, 'under 1 h', '0'],
  [HOUR, 4 * HOUR, '1 – 4 h', '1h'],
  [4 * HOUR, DAY, '4 h – 1 d', '4h'],
  [180 * DAY, 365 * DAY, '180 d – 1 y', '180d'],
  [365 * DAY, null, 'over 1 y', '1y'],
])('the bin from %s to %s is "%s"', (least, below, name, start) => {
  expect(binName(least, below)).toBe(name)
  expect(binStart(least)).toBe(start)
})
