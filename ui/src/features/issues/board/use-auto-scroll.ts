import { type RefObject, useEffect } from 'react'
import { draggedOf } from './dragging'

/**
 * Scrolls an element while a card is dragged near its edge. The code for it comes when a finger or a
 * button first goes down, which is before anything is dragged, and not with the page.
 */
export function useAutoScroll(
  element: RefObject<HTMLElement | null>,
  axis: 'horizontal' | 'vertical',
): void {
  useEffect(() => {
    let stop: (() => void) | undefined
    let isGone = false
    const begin = async () => {
      const { autoScrollForElements } = await import(
        '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
      )
      if (isGone || !element.current) return
      stop = autoScrollForElements({
        element: element.current,
        canScroll: ({ source }) => draggedOf(source.data) !== null,
        getAllowedAxis: () => axis,
      })
    }
    // Where the code does not come, cards can be dragged all the same.
    const listener = () => begin().catch(() => undefined)
    document.addEventListener('pointerdown', listener, { once: true })
    return () => {
      isGone = true
      document.removeEventListener('pointerdown', listener)
      stop?.()
    }
  }, [element, axis])
}
