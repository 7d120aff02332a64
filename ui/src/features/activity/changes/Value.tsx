import type { ReactNode } from 'react'
import classes from './changes.module.css'

/** A value of a field, kept together on one line where it fits. */
export function Value({ children, icon }: { children: ReactNode; icon?: ReactNode }) {
  return (
    <span className={classes.value}>
      {icon && <span aria-hidden>{icon}</span>}
      <span>{children}</span>
    </span>
  )
}

/** What stands between the value before and the value after. */
export function To() {
  return (
    <span className={classes.to}>
      <span aria-hidden>→</span>
      <span className={classes.spoken}>to</span>
    </span>
  )
}
