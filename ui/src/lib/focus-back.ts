import { useEffect, useState } from 'react'

/**
 * Give the focus back to where it was when the component came, once it is gone: for what is laid over
 * the page. Whoever has taken the focus meanwhile keeps it.
 */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      const now = document.activeElement
      if (now !== null && now !== document.body) return
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    },
    [before],
  )
}
