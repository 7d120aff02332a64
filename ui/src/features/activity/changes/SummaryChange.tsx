import classes from './changes.module.css'
import type { ChangeProps } from './types'
import { To, Value } from './Value'

/** "changed the summary, the old one → the new one" */
export function SummaryChange({ change }: ChangeProps) {
  return (
    <>
      changed the summary <span className={classes.before}>{change.old}</span>
      <To />
      <Value>{change.new}</Value>
    </>
  )
}
