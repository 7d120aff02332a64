import { useSyncExternalStore } from 'react'
import { holdTyping } from './type-ahead'

export type Overlay = 'palette' | 'help' | 'create'

/** What the create dialog begins with, by the names of /create's address. */
export type CreateValues = Partial<
  Record<
    'project' | 'status' | 'type' | 'priority' | 'assignee' | 'label' | 'parent' | 'summary',
    string
  >
>

interface State {
  overlay: Overlay | null
  values: CreateValues
}

let state: State = { overlay: null, values: {} }
const listeners = new Set<() => void>()

function change(next: State): void {
  state = next
  for (const listener of listeners) listener()
}

/** Lay the palette, the help sheet or the create dialog over the page. */
export function openOverlay(overlay: Overlay, values: CreateValues = {}): void {
  if (overlay !== 'help') holdTyping()
  change({ overlay, values })
}

/** Take away what is laid over the page. */
export function closeOverlay(): void {
  change({ overlay: null, values: {} })
}

/** What is laid over the page. */
export function useOverlay(): State {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )
}
