import dayjs from 'dayjs'
import relativeTime from 'dayjs/plugin/relativeTime'
import { describe, expect, it } from 'vitest'
import { ago, agoShort, date, dateTime, duration } from './time'

dayjs.extend(relativeTime)

const NOW = Date.UTC(2026, 10, 23, 12)
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('how long ago something was', () => {
  it.each([
    0,
    44 * SECOND,
    46 * SECOND,
    2 * MINUTE,
    44 * MINUTE,
    46 * MINUTE,
    3 * HOUR,
    21 * HOUR,
    23 * HOUR,
    2 * DAY,
    25 * DAY,
    27 * DAY,
    60 * DAY,
    150 * DAY,
    340 * DAY,
    500 * DAY,
    800 * DAY,
    5000 * DAY,
  ])('is said as a library for it says it: %d ms', (length) => {
    // biome-ignore format: a list of numbers
    expect(ago(NOW - length, NOW)).toBe(dayjs(NOW - length).from(NOW))
    if (length > 0) expect(ago(NOW + length, NOW)).toBe(dayjs(NOW + length).from(NOW))
  })

  it('is short where room is', () => {
    expect(
      [0, 5 * MINUTE, 3 * HOUR, 12 * DAY, 90 * DAY, 800 * DAY].map((length) =>
        agoShort(NOW - length, NOW),
      ),
    ).toEqual(['now', '5m', '3h', '12d', '3mo', '2y'])
  })
})

it.each([NOW, Date.UTC(2001, 0, 1, 0, 5), Date.UTC(2026, 11, 31, 23, 59)])(
  'dates are those of the reader: %d',
  (at) => {
    expect(date(at)).toBe(dayjs(at).format('D MMM YYYY'))
    expect(dateTime(at)).toBe(dayjs(at).format('D MMM YYYY, HH:mm'))
  },
)

it('lengths have their two largest units', () => {
  expect(duration(2 * DAY + 4 * HOUR + MINUTE)).toBe('2 d 4 h')
  expect(duration(400)).toBe('0 s')
  expect(duration(DAY)).toBe('1 d')
})
