import { Link, useSearch } from '@tanstack/react-router'
import { ErrorState } from '@/components/ErrorState'
import { SkeletonRows } from '@/components/SkeletonRows'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { useMe } from '@/features/auth/session'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { usePage } from '@/lib/page'
import { useIssueList } from '../api/list-issues'
import { useUpdateIssue } from '../api/update-issue'
import { AssigneePicker } from '../properties/AssigneePicker'
import { StatusPicker } from '../properties/StatusPicker'
import { DEFAULTS, filtersOf } from '../search'

/** The backlog browser. */
export function IssuesPage() {
  usePage([{ label: 'Issues' }])
  const search = useSearch({ from: '/shell/issues' })
  const { username } = useMe()
  const update = useUpdateIssue()
  const { data, error, refetch } = useIssueList({
    ...filtersOf(search, username),
    sort: search.sort ?? DEFAULTS.sort,
    page: search.pageNo ?? 1,
    per_page: search.rowsPerPage ?? DEFAULTS.rowsPerPage,
  })
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <SkeletonRows rows={20} label="Loading issues" />
  return (
    <div>
      {data.items.map((issue) => (
        <div
          key={issue.id}
          style={{
            display: 'flex',
            gap: 12,
            height: 36,
            alignItems: 'center',
            padding: '0 16px',
            borderBottom: '1px solid var(--border)',
          }}
        >
          <PriorityIcon priority={issue.issue_priority} />
          <StatusPicker
            value={issue.issue_status}
            onChange={(issue_status) =>
              update.mutate({
                ticket: issue.issue_name,
                changes: { issue_status },
                said: 'Changed',
              })
            }
          >
            <button type="button" style={{ border: 0, background: 'none' }} aria-label="Status">
              <StatusIcon status={issue.issue_status} />
            </button>
          </StatusPicker>
          <TypeIcon type={issue.issue_type} />
          <Link to="/issues/$ticket" params={{ ticket: issue.issue_name }}>
            {issue.issue_name} {issue.issue_summary}
          </Link>
          <AssigneePicker
            value={issue.issue_assigned_to}
            onChange={(issue_assigned_to) =>
              update.mutate({
                ticket: issue.issue_name,
                changes: { issue_assigned_to },
                said: 'Changed',
              })
            }
          >
            <button
              type="button"
              style={{ border: 0, background: 'none', marginLeft: 'auto' }}
              aria-label="Assignee"
            >
              <UserAvatar name={issue.issue_assigned_to} />
            </button>
          </AssigneePicker>
          <Time at={issue.updated_on} short />
        </div>
      ))}
    </div>
  )
}
