import { isField } from './keys'

/** Who has waited longer for a field no longer types for it. */
const PATIENCE_MS = 5000

let release: (() => void) | null = null

/**
 * Keep what is typed from now on for the field that is about to open. Its code may still have to
 * come, and until it has the focus each letter would be a command of the page underneath: a quick
 * writer's first words would assign issues and change pages. The next field to get the focus gets
 * the text; a list without one, Escape, Tab, a press of the pointer or five seconds let go of it.
 */
export function holdTyping(): void {
  release?.()
  let held = ''
  const before = document.activeElement
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' || event.key === 'Tab') return stop()
    // The focus came to a field unseen, as while another one was drawn.
    if (held === '' && event.target !== before && isField(event.target)) return stop()
    if (event.key === 'Backspace') held = held.slice(0, -1)
    else if (event.key.length === 1) held += event.key
    else if (event.key !== 'Enter') return // which would press again what opens the field
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const onFocus = ({ target }: FocusEvent) => {
    if (isField(target))
      setTimeout(give, 0, target) // React may just be drawing it
    else if (target instanceof Element && target.closest(OPENED)) stop()
  }
  const give = (field: HTMLInputElement | HTMLTextAreaElement) => {
    stop()
    if (held === '' || document.activeElement !== field) return
    typeInto(field, held)
  }
  const stop = () => {
    if (release === stop) release = null
    clearTimeout(timer)
    window.removeEventListener('keydown', onKeyDown, true)
    window.removeEventListener('focusin', onFocus, true)
    window.removeEventListener('pointerdown', stop, true)
  }
  const timer = setTimeout(stop, PATIENCE_MS)
  window.addEventListener('keydown', onKeyDown, true)
  window.addEventListener('focusin', onFocus, true)
  window.addEventListener('pointerdown', stop, true)
  release = stop
}

const OPENED = '[role="dialog"],[role="listbox"],[role="menu"]'

/** Put a text where a field's cursor is, as the browser does it: its own listeners hear of it. */
export function typeInto(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end')
  field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text }))
}
