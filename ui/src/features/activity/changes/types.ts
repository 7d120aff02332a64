import type { FieldChange } from '../timeline'

export interface ChangeProps {
  change: FieldChange
  /** Who made it. */
  by: string
}
