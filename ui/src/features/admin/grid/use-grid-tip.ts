import { useCallback, useEffect, useRef, useState } from 'react'
import type { Line } from './about'
import type { Place } from './navigation'

const HOVER_MS = 350
const FOCUS_MS = 600

interface Tip {
  lines: readonly Line[]
  beside: DOMRect
}

/** The place that an element of the grid stands for; null if it is none. */
export function placeOf(target: EventTarget | null): (Place & { element: HTMLElement }) | null {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  if (!element) return null
  return { row: Number(element.dataset.row), column: Number(element.dataset.column), element }
}

/** Text of a cell that does not fit into it. */
function hiddenText(element: HTMLElement): string | null {
  const parts = [element, ...element.querySelectorAll<HTMLElement>('span')]
  const isCut = parts.some(
    (part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 8,
  )
  return isCut ? (element.textContent ?? '').replace(/, changed$/, '') : null
}

/** The box beside a cell: after a moment of hovering, or of resting there with the keyboard. */
export function useGridTip(about: (place: Place) => Line[], isOff: boolean) {
  const [tip, setTip] = useState<Tip | null>(null)
  const timer = useRef(0)
  const hide = useCallback(() => {
    window.clearTimeout(timer.current)
    setTip(null)
  }, [])
  useEffect(() => () => window.clearTimeout(timer.current), [])
  useEffect(() => {
    if (isOff) hide()
  }, [isOff, hide])
  const show = useCallback(
    (target: EventTarget | null, way: 'hover' | 'focus') => {
      window.clearTimeout(timer.current)
      const place = placeOf(target)
      if (!place || isOff) {
        setTip(null)
        return
      }
      const lines = about(place)
      const text = place.row >= 0 && place.column > 0 ? hiddenText(place.element) : null
      if (text) lines.unshift({ tone: 'plain', text })
      if (lines.length === 0) {
        setTip(null)
        return
      }
      timer.current = window.setTimeout(
        () => {
          if (place.element.isConnected)
            setTip({ lines, beside: place.element.getBoundingClientRect() })
        },
        way === 'hover' ? HOVER_MS : FOCUS_MS,
      )
    },
    [about, isOff],
  )
  return { tip, show, hide }
}
