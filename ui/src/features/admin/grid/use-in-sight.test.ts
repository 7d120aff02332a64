import { describe, expect, it } from 'vitest'
import { inSight, withOne } from './use-in-sight'

const starts = Array.from({ length: 31 }, (_, place) => place * 100)
const geometry = { rows: 200, rowHeight: 36, headHeight: 34, starts, fixed: 100 }
const view = { top: 0, left: 0, width: 1000, height: 720 }

describe('what of a grid is drawn', () => {
  it('is what can be seen and a little around it, not all of it', () => {
    const { rowFrom, rowTo, columnFrom, columnTo } = inSight(view, geometry)
    expect(rowFrom).toBe(0)
    expect(rowTo).toBeGreaterThanOrEqual(20)
    expect(rowTo).toBeLessThan(50)
    expect([columnFrom, columnTo]).toEqual([0, 11])
  })

  it('covers the view wherever one scrolls', () => {
    for (const top of [0, 1, 35, 36, 3333, 200 * 36 - 686])
      for (const left of [0, 99, 100, 101, 1555, 2100]) {
        const seen = inSight({ ...view, top, left }, geometry)
        expect(seen.rowFrom * 36).toBeLessThanOrEqual(top)
        expect(seen.rowTo * 36).toBeGreaterThanOrEqual(Math.min(top + 686, 200 * 36))
        expect(starts[seen.columnFrom]).toBeLessThanOrEqual(left)
        expect(starts[seen.columnTo]).toBeGreaterThanOrEqual(Math.min(left + 900, 3000))
      }
  })

  it('stays the same for a step of the wheel within a bundle of rows', () => {
    const at = (top: number) => inSight({ ...view, top }, geometry)
    expect(at(900)).toEqual(at(960))
  })

  it('has the cell with the focus, wherever that is', () => {
    expect(withOne(10, 13, 99, 200)).toEqual([10, 11, 12, 99])
    expect(withOne(10, 13, 2, 200)).toEqual([2, 10, 11, 12])
    expect(withOne(10, 13, 11, 200)).toEqual([10, 11, 12])
    expect(withOne(10, 13, -1, 200)).toEqual([10, 11, 12])
  })
})
