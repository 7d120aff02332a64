import { useSyncExternalStore } from 'react'
import { messageOf } from './problem'

interface Toast {
  message: string
  title?: string
  failed?: boolean
  choices?: readonly ToastChoice[]
  /** A later toast with the same key takes the place of this one. */
  key?: string
}

interface ToastChoice {
  label: string
  run: () => void
}

type Module = typeof import('@/components/Toasts')

let loaded: Module | undefined
let loading: Promise<Module> | undefined
const listeners = new Set<() => void>()
const AGAIN_MS = 3000

/** The code of toasts, which the first one may be the first to need: asked for until it comes. */
function load(): Promise<Module> {
  loading ??= (async () => {
    for (;;)
      try {
        loaded = await import('@/components/Toasts')
        for (const listener of listeners) listener()
        return loaded
      } catch {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
      }
  })()
  return loading
}

/** Have the code of toasts at hand, so that what fails can be said without a connection. */
export function preloadToasts(): void {
  load()
}

async function show(toast: Toast): Promise<void> {
  const { showToast } = await load()
  showToast(toast)
}

/** Where toasts appear, once their code is there. */
export function useToasts(): Module['Toasts'] | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => loaded?.Toasts,
  )
}

/** Say that something was done, with a way to take it back. */
export function toastDone(message: string, undo?: () => void, key?: string): void {
  show({ message, key, choices: undo && [{ label: 'Undo', run: undo }] })
}

/** Say that something was done, with what one may want to do next. */
export function toastNext(message: string, choices: readonly ToastChoice[]): void {
  show({ message, choices })
}

/** Say that something failed and why, with a way to try again. */
export function toastError(title: string, error: unknown, retry?: () => void): void {
  show({
    message: messageOf(error),
    title,
    failed: true,
    choices: retry && [{ label: 'Retry', run: retry }],
  })
}

export type { Toast }
