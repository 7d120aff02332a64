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

let wanted = false
const listeners = new Set<() => void>()

async function show(toast: Toast): Promise<void> {
  wanted = true
  for (const listener of listeners) listener()
  const { showToast } = await import('@/components/Toasts')
  showToast(toast)
}

/** Whether anything was said yet: the code of toasts is not needed before. */
export function useToastsWanted(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => wanted,
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
