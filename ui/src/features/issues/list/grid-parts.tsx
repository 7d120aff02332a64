import type { ComponentProps } from 'react'

/** A row of a grid. The focus is on the links and buttons within its cells, never on itself. */
export function GridRow(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useFocusableInteractive: see above
  // biome-ignore lint/a11y/useSemanticElements: rows are laid out by themselves, not as a table
  return <div role="row" {...props} />
}

/** A cell of a grid's row, or with another role its head. */
export function GridCell(props: ComponentProps<'div'>) {
  // biome-ignore lint/a11y/useFocusableInteractive: the focus is on what is in it
  // biome-ignore lint/a11y/useSemanticElements: as for rows
  return <div role="gridcell" {...props} />
}
