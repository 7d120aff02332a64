import type { CreateValues } from '@/lib/overlay'

/** Placeholder. */
export function CreateDialog(_: { values: CreateValues; onClose: () => void }) {
  return null
}
