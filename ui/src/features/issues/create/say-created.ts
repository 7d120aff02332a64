import { basePath } from '@/lib/base-path'
import { copyText } from '@/lib/clipboard'
import { toastDone, toastError, toastNext } from '@/lib/toast'

/** Say that an issue was created, with ways to it; `open` goes there, if one is not there already. */
export function sayCreated(ticket: string, open?: () => void): void {
  const copy = async () => {
    try {
      await copyText(new URL(`${basePath}/issues/${ticket}`, location.origin).href)
      toastDone(`Link to ${ticket} copied`)
    } catch (error) {
      toastError('The link was not copied', error)
    }
  }
  toastNext(`${ticket} created`, [
    ...(open ? [{ label: 'Open', run: open }] : []),
    { label: 'Copy link', run: copy },
  ])
}
