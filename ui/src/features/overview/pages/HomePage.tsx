import { Button } from '@mantine/core'
import { IconChecks, IconHistory } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { IssueStatus } from '@/api/types.gen'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { HiddenTitle } from '@/components/HiddenTitle'
import { IssueLine } from '@/components/IssueLine'
import { Section } from '@/components/Section'
import { SkeletonRows } from '@/components/SkeletonRows'
import { Time } from '@/components/Time'
import { ActivityFeed } from '@/features/activity/ActivityFeed'
import { useLatestActivity } from '@/features/activity/api/list-activity'
import { useMe } from '@/features/auth/session'
import { labelOf, nameOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { type IssueRow, useIssueList } from '@/features/issues/api/list-issues'
import { recentlyViewed } from '@/features/issues/recent'
import { useUser } from '@/features/users/api/get-user'
import { usePage } from '@/lib/page'
import { MyProjects } from '../MyProjects'
import classes from './HomePage.module.css'

/** What is being worked on comes first, what waits comes last. */
const ORDER: readonly number[] = [
  IssueStatus.IN_PROGRESS,
  IssueStatus.UNDER_REVIEW,
  IssueStatus.ASSIGNED,
  IssueStatus.ON_HOLD,
  IssueStatus.OPEN,
  IssueStatus.UNKNOWN,
]

/** One's own work at a glance. */
export function HomePage() {
  usePage([{ label: 'Home' }])
  const { username } = useMe()
  const mine = useIssueList({
    issue_assigned_to: [username],
    state: 'open',
    sort: 'issue_priority,-updated_on',
    per_page: 100,
    page: 1,
  })
  const projects = useUser(username)
  return (
    <div className={classes.page}>
      <HiddenTitle>Home</HiddenTitle>
      <div className={classes.main}>
        <AssignedToMe query={mine} />
      </div>
      <div className={classes.side} data-waiting={mine.isPending || undefined}>
        <RecentlyViewed />
        <MyProjects projects={projects.data?.projects} />
        <div hidden={projects.isPending}>
          <RecentActivity />
        </div>
      </div>
    </div>
  )
}

function AssignedToMe({ query }: { query: ReturnType<typeof useIssueList> }) {
  const { data, error, refetch } = query
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (!data)
    return (
      <Section title="Assigned to you">
        <SkeletonRows rows={8} label="Loading your issues" />
      </Section>
    )
  const all = (
    <Link to="/issues" search={{ assignee: ['@me'] }}>
      Show all
    </Link>
  )
  if (data.items.length === 0)
    return (
      <Section title="Assigned to you">
        <EmptyState icon={IconChecks} title="Nothing waits for you" text="No open issue is yours.">
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to="/issues" search={{ assignee: ['@none'] }} {...props} />
            )}
          >
            Find one that no one has
          </Button>
        </EmptyState>
      </Section>
    )
  return (
    <Section title="Assigned to you" count={data.total} aside={all}>
      {ORDER.map((status) => {
        const issues = data.items.filter((issue) => issue.issue_status === status)
        return issues.length > 0 && <StatusGroup key={status} status={status} issues={issues} />
      })}
    </Section>
  )
}

function StatusGroup({ status, issues }: { status: number; issues: readonly IssueRow[] }) {
  const label = labelOf(IssueStatus, status)
  return (
    <section aria-label={label} className={classes.group}>
      <h3 className={classes.groupHead}>
        <StatusIcon status={status} />
        {label}
        <Link
          to="/issues"
          search={{ assignee: ['@me'], status: [nameOf(IssueStatus, status).toLowerCase()] }}
          className={classes.count}
          aria-label={`All of yours: ${label}`}
        >
          {issues.length}
        </Link>
      </h3>
      {issues.map((issue) => (
        <IssueLine
          key={issue.id}
          ticket={issue.issue_name}
          summary={issue.issue_summary}
          before={
            <>
              <PriorityIcon priority={issue.issue_priority} />
              <TypeIcon type={issue.issue_type} />
            </>
          }
          after={<Time at={issue.updated_on} short />}
        />
      ))}
    </section>
  )
}

function RecentlyViewed() {
  const [issues] = useState(recentlyViewed)
  if (issues.length === 0) return null
  return (
    <Section title="Recently viewed">
      {issues.slice(0, 6).map((issue) => (
        <IssueLine
          key={issue.issue_name}
          ticket={issue.issue_name}
          summary={issue.issue_summary}
          before={<TypeIcon type={issue.issue_type} />}
        />
      ))}
    </Section>
  )
}

function RecentActivity() {
  const { data, error, refetch } = useLatestActivity(12)
  return (
    <Section title="Recent activity">
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <SkeletonRows rows={6} label="Loading activity" />}
      {data &&
        (data.items.length > 0 ? (
          <ActivityFeed items={data.items} />
        ) : (
          <EmptyState icon={IconHistory} title="Nothing has happened yet" />
        ))}
    </Section>
  )
}
