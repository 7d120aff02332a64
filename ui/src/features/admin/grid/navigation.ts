/** A place in the grid: the head is row -1; columns count from 0. */
export interface Place {
  row: number
  column: number
}

interface Bounds {
  rows: number
  columns: number
  /** How many rows a page key goes. */
  page: number
}

interface Keys {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

/** Where a key moves the focus, as the grid pattern of WAI-ARIA says; null if it does not. */
export function moved(place: Place, event: Keys, { rows, columns, page }: Bounds): Place | null {
  if (event.altKey || event.shiftKey) return null
  const mod = event.ctrlKey || event.metaKey
  const last = { row: rows - 1, column: columns - 1 }
  const to = (row: number, column: number): Place => ({
    row: Math.max(-1, Math.min(last.row, row)),
    column: Math.max(0, Math.min(last.column, column)),
  })
  const { row, column } = place
  switch (event.key) {
    case 'ArrowUp':
      return to(mod ? Math.min(row, 0) : row - 1, column)
    case 'ArrowDown':
      return to(mod ? last.row : row + 1, column)
    case 'ArrowLeft':
      return to(row, mod ? 0 : column - 1)
    case 'ArrowRight':
      return to(row, mod ? last.column : column + 1)
    case 'Home':
      return to(mod ? Math.min(row, 0) : row, 0)
    case 'End':
      return to(mod ? last.row : row, last.column)
    case 'PageUp':
      return mod ? null : to(Math.max(Math.min(row, 0), row - page), column)
    case 'PageDown':
      return mod ? null : to(row + page, column)
    default:
      return null
  }
}

/** The next place (or, backwards, the one before) where something can be edited; null if none. */
export function nextEditable(
  place: Place,
  { rows, columns }: Pick<Bounds, 'rows' | 'columns'>,
  canEdit: (place: Place) => boolean,
  backwards = false,
): Place | null {
  const step = backwards ? -1 : 1
  let index = place.row * columns + place.column + step
  while (index >= 0 && index < rows * columns) {
    const next = { row: Math.floor(index / columns), column: index % columns }
    if (canEdit(next)) return next
    index += step
  }
  return null
}
