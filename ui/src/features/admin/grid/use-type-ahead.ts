import { type FocusEvent, type KeyboardEvent, useRef } from 'react'
import { typeInto } from '@/lib/type-ahead'

/**
 * Keeps what is typed between the opening of a cell's editor and the moment it has the focus, and
 * hands it on to its field: nobody waits for an editor, and no letter may act on the page instead.
 */
export function useTypeAhead() {
  const typed = useRef('')
  return {
    /** A key went to the cell though its editor is about to open. */
    keep: (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key === 'Tab') return
      if (event.key.length === 1) typed.current += event.key
      else if (event.key === 'Backspace') typed.current = typed.current.slice(0, -1)
      event.preventDefault()
      event.stopPropagation()
    },
    /** Something has the focus: a field of the editor gets what was typed. */
    handOn: ({ target }: FocusEvent) => {
      const text = typed.current
      typed.current = ''
      if (text !== '' && isField(target)) typeInto(target, text)
    },
  }
}

function isField(target: EventTarget): target is HTMLInputElement | HTMLTextAreaElement {
  if (target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && target.type === 'text'
}
