import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import classes from './Sections.module.css'

interface Props {
  ticket: string
  summary: string
  /** Its status and what else stands before the name. */
  lead: ReactNode
  /** What stands at the end of the line. */
  end?: ReactNode
  closed?: boolean
}

/** An issue on one line, leading to its page. */
export function IssueRowLink({ ticket, summary, lead, end, closed }: Props) {
  return (
    <li className={classes.row} data-closed={closed || undefined}>
      <span className={classes.lead}>{lead}</span>
      <Link to="/issues/$ticket" params={{ ticket }} className={classes.link} title={summary}>
        <span className={classes.ticket}>{ticket}</span>
        <span className={classes.title}>{summary}</span>
      </Link>
      <span className={classes.end}>{end}</span>
    </li>
  )
}
