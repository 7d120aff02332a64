import { useSyncExternalStore } from 'react'
import { messageOf } from './problem'

interface Toast {
  message: string
  title?: string
  failed?: boolean
  choice?: { label: string; run: () => void }
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
export function toastDone(message: string, undo?: () => void): void {
  show({ message, choice: undo && { label: 'Undo', run: undo } })
}

/** Say that something failed and why, with a way to try again. */
export function toastError(title: string, error: unknown, retry?: () => void): void {
  show({
    message: messageOf(error),
    title,
    failed: true,
    choice: retry && { label: 'Retry', run: retry },
  })
}

export type { Toast }
