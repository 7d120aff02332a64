import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import classes from './IssueLine.module.css'

interface Props {
  ticket: string
  summary: string
  /** Icons before the name. */
  before?: ReactNode
  /** What stands at the end of the line. */
  after?: ReactNode
}

/** An issue as one line that leads to it. */
export function IssueLine({ ticket, summary, before, after }: Props) {
  return (
    <Link to="/issues/$ticket" params={{ ticket }} className={classes.line}>
      {before}
      <span className={classes.ticket}>{ticket}</span>
      <span className={classes.summary} title={summary}>
        {summary}
      </span>
      {after && <span className={classes.after}>{after}</span>}
    </Link>
  )
}
