import { Link } from '@tanstack/react-router'
import type { RecentActivity } from '@/api/types.gen'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import classes from './ActivityFeed.module.css'
import { summaryOf, withoutEchoes } from './summary'

/** What happened lately, one line each: who, what, where and when. */
export function ActivityFeed({ items }: { items: readonly RecentActivity[] }) {
  if (items.length === 0) return <p className={classes.none}>Nothing has happened yet.</p>
  return (
    <ol className={classes.feed}>
      {withoutEchoes(items).map((item) => (
        <li key={item.id} className={classes.item}>
          <UserAvatar name={item.created_by} size={20} decorative />
          <div className={classes.text}>
            <Link to="/users/$user" params={{ user: item.created_by }} className={classes.who}>
              {item.created_by}
            </Link>{' '}
            {summaryOf(item)}{' '}
            <Link
              to="/issues/$ticket"
              params={{ ticket: item.issue_name }}
              className={classes.ticket}
            >
              {item.issue_name}
            </Link>
          </div>
          <span className={classes.when}>
            <Time at={item.created_on} short />
          </span>
        </li>
      ))}
    </ol>
  )
}
