import { useSyncExternalStore } from 'react'

export interface Lazily<T> {
  /** Begin to load it, or wait for it; a failure can be tried again. */
  load: () => Promise<T>
  /** What was loaded, or undefined so far; the component renders again when it is there. */
  use: () => T | undefined
}

/**
 * Code that is loaded when it is first wanted. Unlike `React.lazy` it suspends nothing: what is
 * shown meanwhile stays as it is, with its focus.
 */
export function lazily<T>(get: () => Promise<T>): Lazily<T> {
  let value: T | undefined
  let loading: Promise<T> | undefined
  const listeners = new Set<() => void>()
  const load = () => {
    loading ??= get().then(
      (loaded) => {
        value = loaded
        for (const listener of listeners) listener()
        return loaded
      },
      (error) => {
        loading = undefined
        throw error
      },
    )
    return loading
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return { load, use: () => useSyncExternalStore(subscribe, () => value) }
}
