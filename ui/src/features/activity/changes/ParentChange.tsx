import { Link } from '@tanstack/react-router'
import classes from './changes.module.css'
import type { ChangeProps } from './types'
import { To } from './Value'

/** "made it a part of OPS-7" */
export function ParentChange({ change }: ChangeProps) {
  const show = (ticket: string) => (
    <Link to="/issues/$ticket" params={{ ticket }} className={classes.ticket}>
      {ticket}
    </Link>
  )
  if (change.new === null) return <>took it out of {change.old && show(change.old)}</>
  if (change.old === null) return <>made it a part of {show(change.new)}</>
  return (
    <>
      moved it from {show(change.old)}
      <To />
      {show(change.new)}
    </>
  )
}
