import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Change } from '../rows/drafts'
import type { EditorProps } from './CellEditor'

/** A picker that opens with the cell, and hands the focus on with Tab and back with Escape. */
export function usePickerKeys(onDone: EditorProps['onDone']) {
  const [opened, setOpened] = useState(false)
  const isOver = useRef(false)
  // It opens once its target is there, which it is placed beside.
  useEffect(() => setOpened(true), [])
  const end = (then: 'stay' | 'next' | 'previous', change: Change | null = null) => {
    if (isOver.current) return
    isOver.current = true
    onDone(change, then)
  }
  return {
    opened,
    pick: (change: Change) => end('stay', change),
    /** Closed without a choice: by Escape, or by a click elsewhere. */
    close: () => window.setTimeout(() => end('stay')),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Tab') {
        event.preventDefault()
        end(event.shiftKey ? 'previous' : 'next')
      } else if (event.key === 'Escape') {
        event.preventDefault()
        end('stay')
      }
      event.stopPropagation()
    },
  }
}
