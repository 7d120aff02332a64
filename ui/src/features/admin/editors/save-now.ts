import { runAction } from '@/lib/keys'

/** Save all changed cells, with the one whose edit has just ended: it is among them a moment later. */
export function saveNow(): void {
  window.setTimeout(() => runAction('admin-save'))
}
