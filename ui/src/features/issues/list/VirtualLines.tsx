import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  Fragment,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react'
import type { Line } from './groups'
import type { Heights } from './layout'
import type { GridNavigation } from './use-grid-navigation'

interface Props {
  lines: readonly Line[]
  heights: Heights
  scroller: RefObject<HTMLElement | null>
  nav: GridNavigation
  /** What stays at the top of the scroller, above the lines, in pixels. */
  headHeight: number
  /** What is laid over the end of the scroller, in pixels. */
  endSpace: number
  render: (line: Line, index: number, style: CSSProperties) => ReactNode
}

const OVERSCAN = 12

/**
 * The lines that are seen, and some around them, out of any number. The head of the group that is
 * scrolled through stays at the top.
 */
export function VirtualLines(props: Props) {
  const { lines, heights, scroller, nav, headHeight, endSpace, render } = props
  const stuck = useRef(-1)
  const activeIndex = nav.active ? lines.findIndex((line) => line.key === nav.active) : -1
  const grouped = lines[0]?.kind === 'head'
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'head' ? heights.group : heights.row),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: OVERSCAN,
    useFlushSync: false, // a row that comes a frame later is still beyond what is seen
    paddingEnd: endSpace,
    scrollPaddingStart: grouped ? heights.group : 0,
    scrollPaddingEnd: headHeight + endSpace,
    rangeExtractor: (range) => {
      stuck.current = -1
      for (let index = range.startIndex; grouped && index >= 0; index--)
        if (lines[index]?.kind === 'head') {
          stuck.current = index
          break
        }
      const kept = [stuck.current, activeIndex].filter((index) => index >= 0)
      return [...new Set([...kept, ...defaultRangeExtractor(range)])].sort((a, b) => a - b)
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights, other places
  useLayoutEffect(() => virtual.measure(), [heights.row, heights.group, virtual])
  const { onReveal } = nav
  useEffect(() => {
    onReveal.current = (index) => virtual.scrollToIndex(index, { align: 'auto' })
    return () => {
      onReveal.current = null
    }
  }, [virtual, onReveal])
  return (
    // biome-ignore lint/a11y/useSemanticElements: laid out by itself, not as a table
    <div role="rowgroup" style={{ position: 'relative', height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => {
        const line = lines[item.index]
        if (!line) return null
        const isStuck = item.index === stuck.current
        const style: CSSProperties = isStuck
          ? { position: 'sticky', top: headHeight, zIndex: 2, height: item.size }
          : {
              position: 'absolute',
              top: item.start,
              left: 0,
              right: 0,
              // The next group's head slides over the one that stays.
              zIndex: line.kind === 'head' ? 3 : undefined,
              height: item.size,
            }
        return <Fragment key={item.key}>{render(line, item.index, style)}</Fragment>
      })}
    </div>
  )
}
