import { COLUMN_NAMES } from '@/features/enumerations/labels'
import classes from './changes.module.css'
import type { ChangeProps } from './types'
import { To, Value } from './Value'

/** "set story points to 5", "changed story points 3 → 5"; also of columns that have no words here. */
export function ValueChange({ change }: ChangeProps) {
  const name = (COLUMN_NAMES[change.field] ?? (change.field || 'a field')).toLowerCase()
  if (!change.new)
    return (
      <>
        removed {name} <span className={classes.before}>{change.old}</span>
      </>
    )
  if (!change.old)
    return (
      <>
        set {name} to <Value>{change.new}</Value>
      </>
    )
  return (
    <>
      changed {name} <Value>{change.old}</Value>
      <To />
      <Value>{change.new}</Value>
    </>
  )
}
