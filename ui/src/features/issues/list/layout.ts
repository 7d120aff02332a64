import { useMediaQuery } from '@mantine/hooks'
import { type RefObject, useLayoutEffect, useState } from 'react'
import type { IssueView } from '../search'
import type { Column } from './columns'

/** How much room rows have: columns with words, columns with glyphs, or two lines without columns. */
export type Layout = 'wide' | 'tight' | 'narrow'

const WIDE = 1000
const NARROW = 640
const SUMMARY_MIN = 220
const CHECK = 34
const NAME_SIGN = 7.7
const NAME_REST = 14

function layoutFor(width: number): Layout {
  if (width < NARROW) return 'narrow'
  return width < WIDE ? 'tight' : 'wide'
}

/** The layout for the room that an element has; known before it is first painted. */
export function useLayout(element: RefObject<HTMLElement | null>): Layout {
  const [layout, setLayout] = useState<Layout>(() => layoutFor(window.innerWidth - 220))
  useLayoutEffect(() => {
    const root = element.current
    if (!root) return
    const measure = (width: number) => {
      if (width > 0) setLayout(layoutFor(width))
    }
    measure(root.clientWidth)
    const observer = new ResizeObserver(([entry]) => measure(entry?.contentRect.width ?? 0))
    observer.observe(root)
    return () => observer.disconnect()
  }, [element])
  return layout
}

export interface Heights {
  row: number
  group: number
}

/** The height of rows and of groups' heads, in pixels; never too small for a finger. */
export function useHeights(layout: Layout, view: IssueView): Heights {
  const coarse = useMediaQuery('(pointer: coarse)', undefined, { getInitialValueInEffect: false })
  const compact = view === 'compact'
  if (layout === 'narrow') return { row: compact ? 52 : 60, group: 44 }
  if (coarse) return { row: 44, group: 44 }
  return compact ? { row: 28, group: 30 } : { row: 36, group: 36 }
}

interface Tracks {
  /** The value of `grid-template-columns`, the same for every row. */
  template: string
  /** Below this the rows scroll sideways, in pixels. */
  minWidth: number
}

/** The columns' widths; tickets are as wide as the longest on the page. */
export function tracksOf(
  columns: readonly Column[],
  layout: Layout,
  selectable: boolean,
  longestName: number,
): Tracks {
  const widths = columns.map((column) => {
    if (column.id === 'name') return Math.max(56, Math.ceil(longestName * NAME_SIGN + NAME_REST))
    return layout === 'wide' ? column.width : column.tight
  })
  const tracks = widths.map((width) => (width > 0 ? `${width}px` : `minmax(${SUMMARY_MIN}px, 1fr)`))
  const used = widths.reduce((sum, width) => sum + (width || SUMMARY_MIN), 0)
  return {
    template: [...(selectable ? [`${CHECK}px`] : []), ...tracks].join(' '),
    minWidth: used + (selectable ? CHECK : 0) + 24,
  }
}
