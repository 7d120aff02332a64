import { type Ref, type RefObject, useLayoutEffect } from 'react'

interface Props {
  /** Where the popover opens, and where the focus returns to. */
  element: HTMLElement | RefObject<HTMLElement | null>
  /** The popover's. */
  ref?: Ref<HTMLElement>
}

/**
 * Stands as a popover's button for an element elsewhere on the page, so that hundreds of cells can
 * share one picker, and a button can be drawn before what it opens is loaded. Whoever opens it says
 * so at the element itself (`aria-haspopup`).
 */
export function PickerAnchor({ element, ref }: Props) {
  useLayoutEffect(() => {
    const anchor = element instanceof HTMLElement ? element : element.current
    if (typeof ref === 'function') ref(anchor)
    else if (ref) ref.current = anchor
  }, [element, ref])
  return null
}
