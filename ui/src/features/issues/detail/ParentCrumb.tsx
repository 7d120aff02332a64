import { Link } from '@tanstack/react-router'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import classes from './TopBar.module.css'
import { useIssue } from './use-issue'

/** The parent behind an issue's name; its own title comes when it is there, and moves nothing. */
export function ParentCrumb({ ticket }: { ticket: string }) {
  const { data } = useIssue(ticket)
  return (
    <Link
      to="/issues/$ticket"
      params={{ ticket }}
      className={classes.parent}
      title={data?.issue_summary}
      aria-label={`Parent: ${ticket} ${data?.issue_summary ?? ''}`}
    >
      <span className={classes.within}>in</span>
      <span className={classes.parentIcon}>
        {data && <TypeIcon type={data.issue_type} size={14} />}
      </span>
      <span>{ticket}</span>
      <span className={classes.parentTitle}>{data?.issue_summary}</span>
    </Link>
  )
}
