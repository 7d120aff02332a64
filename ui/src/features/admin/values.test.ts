import { describe, expect, it } from 'vitest'
import { column, enumColumn } from './test-table'
import { fromText, isLong, shownValue, timeText, toText } from './values'

const value = (...given: Parameters<typeof fromText>) => {
  const reading = fromText(...given)
  return reading.problem === undefined ? reading.value : `! ${reading.problem}`
}

describe('what a person types', () => {
  it('is a whole number within its bounds', () => {
    const points = column('integer', { minimum: 0, maximum: 10_000, nullable: true })
    expect(value(points, ' 12 ')).toBe(12)
    expect(value(points, '')).toBe(null)
    expect(value(points, '-1')).toBe('! At least 0.')
    expect(value(points, '10001')).toBe('! At most 10,000.')
    expect(value(points, '1.5')).toBe('! This must be a whole number.')
    expect(value(column('integer'), '')).toBe('! This cannot be without a value.')
  })

  it('is never rounded unseen', () => {
    expect(value(column('integer'), '9007199254740993')).toMatch(/^! .*without rounding/)
  })

  it('is a member of an enum by name, words or number, but none that only imports write', () => {
    for (const text of ['dark_green', 'Dark green', '2']) expect(value(enumColumn(), text)).toBe(2)
    expect(value(enumColumn(), 'Unknown')).toBe('! Unknown can be kept, but not written.')
    expect(value(enumColumn(), 'blue')).toBe('! One of: Red, Dark green.')
  })

  it('is a time of the own zone, or of the one it names', () => {
    const time = column('time', { nullable: true })
    expect(value(time, '2026-11-23 14:05')).toBe(new Date(2026, 10, 23, 14, 5).getTime())
    expect(value(time, '2026-11-23')).toBe(new Date(2026, 10, 23).getTime())
    expect(value(time, '2026-11-23T14:05:06.789Z')).toBe(Date.UTC(2026, 10, 23, 14, 5, 6, 789))
    expect(value(time, '2026-11-23 14:05+02:00')).toBe(Date.UTC(2026, 10, 23, 12, 5))
    for (const wrong of ['2026-02-30', '2026-11-23 24:00', '23.11.2026', '2026-11-23 12:60', 'x'])
      expect(value(time, wrong)).toMatch(/^! /)
    expect(value(time, '1969-12-31T23:59:59Z')).toBe('! From the year 1970 to 9999.')
  })

  it('is a day of the calendar', () => {
    expect(value(column('date'), ' 2026-02-28 ')).toBe('2026-02-28')
    for (const wrong of ['2026-02-30', '23.11.2026', '2026-11-23 10:00', 'now'])
      expect(value(column('date'), wrong)).toMatch(/^! /)
  })

  it('is text within its length, counted as people count, and in its form', () => {
    const name = column('text', { min_length: 1, max_length: 3 })
    expect(value(name, '😀😀😀')).toBe('😀😀😀')
    expect(value(name, 'four')).toBe('! At most 3 characters.')
    expect(value(name, '')).toBe('! This cannot be empty.')
    expect(value(column('text', { nullable: true }), '')).toBe(null)
    expect(value(column('text'), ' kept ')).toBe(' kept ')
    const key = column('text', { pattern: '^[A-Z]+$', example: 'OPS' })
    expect(value(key, 'ops')).toMatch(/as OPS/)
    expect(value(column('text', { pattern: '(?P<only>python)' }), 'anything')).toBe('anything')
    expect(value(column('text'), 'a\0')).toMatch(/NUL/)
  })

  it('is a list with an item a line', () => {
    expect(value(column('text_list'), 'a, b\n\n c \r\n')).toEqual(['a, b', 'c'])
    expect(value(column('text_list'), '')).toEqual([])
  })

  it('is JSON that is an object or a list', () => {
    expect(value(column('json'), '{"a": [1]}')).toEqual({ a: [1] })
    expect(value(column('json'), '"text"')).toMatch(/object or list/)
    expect(value(column('json'), '{')).toMatch(/not JSON/)
    expect(value(column('json', { nullable: true }), ' ')).toBe(null)
  })

  it('is Yes or No', () => {
    expect(value(column('boolean'), 'yes')).toBe(true)
    expect(value(column('boolean'), 'FALSE')).toBe(false)
    expect(value(column('boolean'), 'maybe')).toMatch(/^! /)
  })
})

describe('what a person sees', () => {
  it('can be typed again and means the same', () => {
    const cases = [
      [column('time'), 1_795_402_337_963],
      [column('time'), 0],
      [enumColumn(), 2],
      [column('boolean'), false],
      [column('text_list'), ['a, b', 'c']],
      [column('json'), { a: { b: [1, null] } }],
      [column('text'), 'x: y'],
      [column('integer'), -5],
    ] as const
    for (const [kind, given] of cases) expect(value(kind, toText(kind, given))).toEqual(given)
  })

  it('is one line', () => {
    expect(shownValue(enumColumn(), 2)).toBe('Dark green')
    expect(shownValue(enumColumn(), 7)).toBe('7')
    expect(shownValue(column('boolean'), true)).toBe('Yes')
    expect(shownValue(column('binary'), 1_500_000)).toBe('1.5 MB')
    expect(shownValue(column('json'), { a: 1 })).toBe('{"a":1}')
    expect(shownValue(column('text'), null)).toBe('')
    expect(shownValue(column('secret'), undefined)).toBe('Hidden')
  })

  it('has thousandths of seconds only where there are some', () => {
    const moment = new Date(2026, 0, 2, 3, 4, 5)
    expect(timeText(moment.getTime())).toBe('2026-01-02 03:04:05')
    expect(timeText(moment.getTime() + 7)).toBe('2026-01-02 03:04:05.007')
  })
})

describe('an editor of several lines', () => {
  it('is for long kinds, and for short ones that hold a line break', () => {
    expect(isLong(column('markdown'), '')).toBe(true)
    expect(isLong(column('text'), 'a\nb')).toBe(true)
    expect(isLong(column('text'), 'a')).toBe(false)
  })
})
