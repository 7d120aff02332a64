import type { RefObject } from 'react'

/**
 * Give the focus back when what had it is gone, once the page is painted anew. Whoever has gone
 * elsewhere meanwhile stays there.
 */
export function refocus(target: RefObject<HTMLElement | null>): void {
  requestAnimationFrame(() => {
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body)
      target.current?.focus({ preventScroll: true })
  })
}
