import { type Ref, useLayoutEffect } from 'react'

interface Props {
  /** Where the popover opens, and where the focus returns to. */
  element: HTMLElement
  /** The picker's. */
  ref?: Ref<HTMLElement>
}

/**
 * Stands as a `Picker`'s button for an element elsewhere on the page, so that hundreds of cells can
 * share one picker. Whoever opens it says so at the element itself (`aria-haspopup`).
 */
export function PickerAnchor({ element, ref }: Props) {
  useLayoutEffect(() => {
    if (typeof ref === 'function') ref(element)
    else if (ref) ref.current = element
  }, [element, ref])
  return null
}
