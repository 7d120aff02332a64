import { describe, expect, it } from 'vitest'
import { moved, nextEditable, type Place } from './navigation'

const bounds = { rows: 10, columns: 5, page: 4 }
const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }

function press(key: string, from: Place, mod = false) {
  return moved(from, { ...none, key, ctrlKey: mod }, bounds)
}

describe('keys in the grid', () => {
  it('move by a cell, up to the head and no further', () => {
    expect(press('ArrowUp', { row: 0, column: 2 })).toEqual({ row: -1, column: 2 })
    expect(press('ArrowUp', { row: -1, column: 2 })).toEqual({ row: -1, column: 2 })
    expect(press('ArrowDown', { row: 9, column: 2 })).toEqual({ row: 9, column: 2 })
    expect(press('ArrowLeft', { row: 3, column: 0 })).toEqual({ row: 3, column: 0 })
    expect(press('ArrowRight', { row: 3, column: 3 })).toEqual({ row: 3, column: 4 })
  })

  it('move to the ends of a row, and with Ctrl to those of the table', () => {
    expect(press('Home', { row: 3, column: 3 })).toEqual({ row: 3, column: 0 })
    expect(press('End', { row: 3, column: 3 })).toEqual({ row: 3, column: 4 })
    expect(press('Home', { row: 3, column: 3 }, true)).toEqual({ row: 0, column: 0 })
    expect(press('End', { row: 3, column: 3 }, true)).toEqual({ row: 9, column: 4 })
  })

  it('move by a page', () => {
    expect(press('PageDown', { row: 3, column: 1 })).toEqual({ row: 7, column: 1 })
    expect(press('PageDown', { row: 8, column: 1 })).toEqual({ row: 9, column: 1 })
    expect(press('PageUp', { row: 2, column: 1 })).toEqual({ row: 0, column: 1 })
  })

  it('leave other keys to others', () => {
    expect(press('a', { row: 0, column: 0 })).toBe(null)
    const shifted = { ...none, key: 'ArrowUp', shiftKey: true }
    expect(moved({ row: 3, column: 0 }, shifted, bounds)).toBe(null)
  })
})

describe('Tab while editing', () => {
  const canEdit = ({ row, column }: Place) => row !== 1 && (column === 2 || column === 4)

  it('goes to the next cell that can be edited, in this row or a later one', () => {
    const next = (row: number, column: number) => nextEditable({ row, column }, bounds, canEdit)
    expect(next(0, 2)).toEqual({ row: 0, column: 4 })
    expect(next(0, 4)).toEqual({ row: 2, column: 2 })
    expect(next(9, 4)).toBe(null)
  })

  it('goes back with Shift', () => {
    const back = (row: number, column: number) =>
      nextEditable({ row, column }, bounds, canEdit, true)
    expect(back(2, 2)).toEqual({ row: 0, column: 4 })
    expect(back(0, 2)).toBe(null)
  })
})
