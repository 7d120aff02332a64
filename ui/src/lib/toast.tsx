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

async function show(toast: Toast): Promise<void> {
  const { showToast } = await import('@/components/Toasts') // not needed before something is said
  showToast(toast)
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
