import { type RefObject, useEffect, useRef } from 'react'

/**
 * Gives the focus to what opened a field when the field is gone. Whoever has gone elsewhere with it
 * meanwhile stays there.
 */
export function useRefocus(isOpen: boolean, opener: RefObject<HTMLElement | null>): void {
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    const { activeElement } = document
    const isLost = activeElement === null || activeElement === document.body
    if (wasOpen.current && !isOpen && isLost) opener.current?.focus({ preventScroll: true })
    wasOpen.current = isOpen
  }, [isOpen, opener])
}
