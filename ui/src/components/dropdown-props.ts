import type { ReactNode, RefObject } from 'react'

/** What a `DropdownButton` tells of itself to what it opens. */
export interface DropdownProps {
  /** The button's is this and `-target`, that of what opens this and `-dropdown`. */
  id: string
  target: RefObject<HTMLElement | null>
  opened: boolean
  onChange: (opened: boolean) => void
  position: 'bottom-start' | 'bottom-end' | 'top-end'
  width?: number
  label?: string
  children: ReactNode
}
