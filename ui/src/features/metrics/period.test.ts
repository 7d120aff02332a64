import { describe, expect, it } from 'vitest'
import {
  periodText,
  possibleIntervals,
  queryOf,
  readPeriod,
  seriesOf,
  stepTitle,
  withDays,
  writePeriod,
} from './period'

const NOW = new Date(2026, 10, 23, 15, 30).getTime()
const read = (search: Parameters<typeof readPeriod>[0]) => readPeriod(search, NOW)

describe('the address', () => {
  it('means the last 90 days by week where it says nothing, and then says nothing', () => {
    const period = read({})
    expect(period).toMatchObject({ from: '2026-08-26', to: '2026-11-23', interval: 'week' })
    expect(period).toMatchObject({ days: 90, open: true, projects: [] })
    expect(writePeriod(period)).toEqual({})
  })

  it('keeps what it says', () => {
    const search = { project: 'SIM,OPS', from: '2026-01-01', to: '2026-06-30', interval: 'month' }
    const period = read(search)
    expect(period).toMatchObject({ projects: ['SIM', 'OPS'], days: 181, open: false })
    expect(writePeriod(period)).toEqual(search)
  })

  it.each([
    ['no date', { from: 'yesterday' }],
    ['a day that is none', { from: '2026-02-30' }],
    ['a beginning after its end', { from: '2026-11-24' }],
    ['a time before 1970', { from: '1969-12-31' }],
    ['an interval that is none', { interval: 'hour' }],
    ['an end in the future', { to: '2027-01-01' }],
  ])('passes over %s', (_, search) => {
    expect(read(search)).toEqual(read({}))
  })

  it('has a usual interval for each length, which is not written', () => {
    expect(read({ from: '2026-11-01' }).interval).toBe('day')
    expect(read({ from: '2026-01-01' }).interval).toBe('week')
    expect(read({ from: '2020-01-01' }).interval).toBe('month')
    expect(writePeriod(read({ from: '2026-11-01', interval: 'day' })).interval).toBeUndefined()
  })

  it('has no interval that a chart would have no room for', () => {
    expect(possibleIntervals(30)).toEqual(['day', 'week', 'month'])
    expect(possibleIntervals(1000)).toEqual(['week', 'month'])
    expect(read({ from: '2000-01-01', interval: 'day' }).interval).toBe('month')
  })

  it('keeps a chosen interval on other days, and gives up the usual one', () => {
    const usual = withDays(read({}), '2026-11-01', '2026-11-23', NOW)
    expect(usual.interval).toBe('day')
    const chosen = withDays(read({ interval: 'month' }), '2026-11-01', '2026-11-23', NOW)
    expect(chosen.interval).toBe('month')
  })
})

describe('the query', () => {
  it('goes from midnight to now where the last day is today', () => {
    expect(queryOf(read({}))).toEqual({
      project: undefined,
      from: new Date(2026, 7, 26).getTime(),
      to: undefined,
    })
  })

  it('counts the last day', () => {
    const query = seriesOf(read({ from: '2026-01-01', to: '2026-01-31' }), 'Europe/Berlin')
    expect(query.to).toBe(new Date(2026, 1, 1).getTime())
    expect(query).toMatchObject({ interval: 'day', tz: 'Europe/Berlin' })
  })
})

describe('the words', () => {
  it('name a usual length, and the days of any other', () => {
    expect(periodText(read({}))).toBe('Last 90 days')
    expect(periodText(read({ from: '2026-11-20' }))).toBe('20 Nov – 23 Nov 2026')
    expect(periodText(read({ from: '2025-12-01', to: '2026-01-05' }))).toBe(
      '1 Dec 2025 – 5 Jan 2026',
    )
  })

  it.each([
    ['day', [2026, 10, 23], [2026, 10, 24], 'Mon 23 Nov 2026'],
    ['week', [2026, 10, 23], [2026, 10, 30], '23 – 29 Nov 2026'],
    ['week', [2026, 10, 30], [2026, 11, 7], '30 Nov – 6 Dec 2026'],
    ['week', [2026, 11, 28], [2027, 0, 4], '28 Dec 2026 – 3 Jan 2027'],
    ['month', [2026, 10, 1], [2026, 11, 1], 'November 2026'],
    ['month', [2026, 10, 5], [2026, 11, 1], '5 – 30 Nov 2026'],
  ] as const)('tell a %s', (interval, [y, m, d], [y2, m2, d2], text) => {
    const [from, to] = [new Date(y, m, d).getTime(), new Date(y2, m2, d2).getTime()]
    expect(stepTitle(from, to, interval)).toBe(text)
  })
})
