import { Badge, Skeleton, Tabs } from '@mantine/core'
import { IconChecks } from '@tabler/icons-react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { UserType } from '@/api/types.gen'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { IssueLine } from '@/components/IssueLine'
import { Numbers } from '@/components/Numbers'
import { Section } from '@/components/Section'
import { SkeletonRows } from '@/components/SkeletonRows'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { ActivityFeed } from '@/features/activity/ActivityFeed'
import { useMe } from '@/features/auth/session'
import { labelOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusBar } from '@/features/enumerations/StatusBar'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { type IssueListQuery, useIssueList } from '@/features/issues/api/list-issues'
import { ProjectLine } from '@/features/projects/ProjectLine'
import { lazily } from '@/lib/lazily'
import { usePage } from '@/lib/page'
import { useUser } from '../api/get-user'
import { UserMenu } from '../UserMenu'
import classes from './UserPage.module.css'

const invitationDialog = lazily(() => import('../InvitationDialog').then((m) => m.InvitationDialog))

/** One person: numbers, issues, projects, and what he did lately. */
export function UserPage() {
  const { user: username } = useParams({ from: '/shell/users/$user' })
  const { tab = 'assigned' } = useSearch({ from: '/shell/users/$user' })
  const navigate = useNavigate({ from: '/users/$user' })
  usePage([{ label: 'People', to: '/users' }, { label: username }])
  const me = useMe()
  const [inviting, setInviting] = useState(false)
  const Invitation = invitationDialog.use()
  const { data: user, error, refetch } = useUser(username)
  if (error) return <ErrorState level={1} error={error} onRetry={refetch} />
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <UserAvatar name={username} size={48} decorative />
        <div>
          <h1 className={classes.name}>{username}</h1>
          {user ? (
            <p className={classes.about}>
              {labelOf(UserType, user.user_type)} · here since <Time at={user.created_on} />
              {user.user_email && ` · ${user.user_email}`}
              {!user.user_active && (
                <Badge variant="default" size="sm" className={classes.badge}>
                  Inactive
                </Badge>
              )}
            </p>
          ) : (
            <Skeleton width={220} className={classes.about} h="1lh" />
          )}
        </div>
        {user && me.user_type === UserType.ADMIN && (
          <div className={classes.actions}>
            <UserMenu
              user={user}
              onInvite={() => invitationDialog.whenLoaded(() => setInviting(true))}
            />
          </div>
        )}
      </header>
      {user ? (
        <>
          <Numbers
            items={[
              { label: 'Open', value: user.assigned_open },
              { label: 'Assigned in all', value: user.assigned_total },
              { label: 'Reported', value: user.created_total },
              { label: 'Comments', value: user.comments_total },
            ]}
          />
          <StatusBar
            counts={user.assigned_by_status as Record<string, number>}
            search={{ assignee: [username] }}
          />
        </>
      ) : (
        <SkeletonRows rows={10} label="Loading the account" />
      )}
      {/* Loaded beside it, and shown below it once its height is known. */}
      <div hidden={!user}>
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(value) =>
            navigate({ search: { tab: value === 'assigned' ? undefined : (value ?? undefined) } })
          }
        >
          <Tabs.List>
            <Tabs.Tab value="assigned">Assigned</Tabs.Tab>
            <Tabs.Tab value="reported">Reported</Tabs.Tab>
            <Tabs.Tab value="activity">Activity</Tabs.Tab>
            <Tabs.Tab value="projects">Projects</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="assigned" pt="md">
            <Issues query={{ issue_assigned_to: [username] }} link={{ assignee: [username] }} />
          </Tabs.Panel>
          <Tabs.Panel value="reported" pt="md">
            <Issues query={{ created_by: [username] }} link={{ reporter: [username] }} />
          </Tabs.Panel>
          <Tabs.Panel value="activity" pt="md">
            {user ? <ActivityFeed items={user.recent_activity} /> : <SkeletonRows rows={8} />}
          </Tabs.Panel>
          <Tabs.Panel value="projects" pt="md">
            {user?.projects.length === 0 && <p className={classes.none}>In no project by name.</p>}
            {user?.projects.map((project) => (
              <ProjectLine key={project.project_key} project={project} />
            ))}
          </Tabs.Panel>
        </Tabs>
      </div>
      {inviting && Invitation && (
        <Invitation username={username} onClose={() => setInviting(false)} />
      )}
    </div>
  )
}

function Issues(props: {
  query: IssueListQuery
  link: { assignee?: string[]; reporter?: string[] }
}) {
  const { data, error, refetch } = useIssueList({
    ...props.query,
    state: 'open',
    sort: '-updated_on',
    page: 1,
    per_page: 25,
  })
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <SkeletonRows rows={8} label="Loading issues" />
  const all = (
    <Link to="/issues" search={{ ...props.link, state: 'all' }}>
      Show all, closed ones too
    </Link>
  )
  if (data.items.length === 0)
    return (
      <EmptyState icon={IconChecks} title="Nothing open">
        {all}
      </EmptyState>
    )
  return (
    <Section title="Open" count={data.total} aside={all}>
      {data.items.map((issue) => (
        <IssueLine
          key={issue.id}
          ticket={issue.issue_name}
          summary={issue.issue_summary}
          before={
            <>
              <PriorityIcon priority={issue.issue_priority} />
              <StatusIcon status={issue.issue_status} />
            </>
          }
          after={<Time at={issue.updated_on} short />}
        />
      ))}
    </Section>
  )
}
