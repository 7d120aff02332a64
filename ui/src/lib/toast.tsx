import { messageOf } from './problem'

interface Toast {
  message: string
  title?: string
  failed?: boolean
  choice?: { label: string; run: () => void }
}

async function show(toast: Toast): Promise<void> {
  const { showToast } = await import('@/components/Toasts') // not needed before something is said
  showToast(toast)
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
