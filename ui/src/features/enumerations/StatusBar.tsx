import { Link } from '@tanstack/react-router'
import { IssueStatus } from '@/api/types.gen'
import { labelOf, nameOf } from './labels'
import classes from './StatusBar.module.css'
import { statusColor } from './StatusIcon'

interface Props {
  /** How many issues are in each status, by its integer. */
  counts: Readonly<Record<string, number>>
  /** The filter of /issues that the counts are of. */
  search: { project?: string[]; assignee?: string[] }
}

/** Issues by status as one bar, and a legend whose entries lead to them. */
export function StatusBar({ counts, search }: Props) {
  const parts = Object.values(IssueStatus)
    .map((status) => ({
      status,
      count: counts[status] ?? counts[nameOf(IssueStatus, status)] ?? 0,
    }))
    .filter(({ count }) => count > 0)
  const total = parts.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return null
  return (
    <div className={classes.place}>
      <div className={classes.bar} aria-hidden>
        {parts.map(({ status, count }) => (
          <span key={status} style={{ flexGrow: count, background: statusColor(status) }} />
        ))}
      </div>
      <ul className={classes.legend}>
        {parts.map(({ status, count }) => (
          <li key={status}>
            <Link
              to="/issues"
              search={{
                ...search,
                state: 'all',
                status: [nameOf(IssueStatus, status).toLowerCase()],
              }}
              className={classes.entry}
            >
              <span className={classes.dot} style={{ background: statusColor(status) }} />
              {labelOf(IssueStatus, status)}
              <span className={classes.count}>{count.toLocaleString('en')}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
