import { useSyncExternalStore } from 'react'
import { loadCode } from './code'
import { toastError } from './toast'

export interface Lazily<T> {
  /** Begin to load it, as when the pointer comes near. */
  preload: () => void
  /** Do something once it is there. If it cannot be had, that is said, with a way to try again. */
  whenLoaded: (then: (value: T) => void) => void
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
    loading ??= loadCode(get).then(
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
  const whenLoaded = (then: (value: T) => void) => {
    load().then(then, (error) =>
      toastError('A part of the page could not be loaded', error, () => whenLoaded(then)),
    )
  }
  return {
    preload: () => void load().catch(() => {}), // said when it is wanted
    whenLoaded,
    use: () => useSyncExternalStore(subscribe, () => value),
  }
}
