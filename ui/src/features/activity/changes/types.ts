import type { ReactNode } from 'react'
import type { FieldChange } from '../timeline'

export interface ChangeProps {
  change: FieldChange
  /** Who made it. */
  by: string
  /** What stands at the end of the line, as when it was made. */
  after?: ReactNode
}
