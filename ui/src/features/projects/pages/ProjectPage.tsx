import { Badge, Button, Skeleton, Tabs } from '@mantine/core'
import { IconLayoutKanban, IconListDetails, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { MemberRole, type ProjectDetail, ProjectVisibility } from '@/api/types.gen'
import { ErrorState } from '@/components/ErrorState'
import { IssueLine } from '@/components/IssueLine'
import { Numbers } from '@/components/Numbers'
import { Section } from '@/components/Section'
import { SkeletonRows } from '@/components/SkeletonRows'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { ActivityFeed } from '@/features/activity/ActivityFeed'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusBar } from '@/features/enumerations/StatusBar'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { useIssueList } from '@/features/issues/api/list-issues'
import { openOverlay } from '@/lib/overlay'
import { usePage } from '@/lib/page'
import { useProject } from '../api/get-project'
import { ProjectBadge } from '../ProjectBadge'
import classes from './ProjectPage.module.css'

const Members = lazy(() => import('../Members').then((m) => ({ default: m.Members })))
const ProjectSettings = lazy(() =>
  import('../ProjectSettings').then((m) => ({ default: m.ProjectSettings })),
)

const Markdown = lazy(() => import('@/components/Markdown').then((m) => ({ default: m.Markdown })))

/** How many open issues are shown. */
const MOST = 12

/** One project: numbers, issues, activity, members and, for who leads it, its settings. */
export function ProjectPage() {
  const { project: key } = useParams({ from: '/shell/projects/$project' })
  const { tab = 'overview' } = useSearch({ from: '/shell/projects/$project' })
  const navigate = useNavigate({ from: '/projects/$project' })
  const { data: project, error, refetch } = useProject(key)
  usePage([{ label: 'Projects', to: '/projects' }, { label: project?.project_name ?? key }])
  if (error) return <ErrorState level={1} error={error} onRetry={refetch} />
  const leads = project?.member_role === MemberRole.LEAD
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <ProjectBadge projectKey={key} />
        {project ? (
          <h1 className={classes.name}>{project.project_name}</h1>
        ) : (
          <Skeleton width={260} className={classes.name} h="1lh" />
        )}
        {project?.archived_on && (
          <Badge variant="default" size="sm" className={classes.badge}>
            Archived
          </Badge>
        )}
        {project?.project_visibility === ProjectVisibility.PRIVATE && (
          <Badge variant="default" size="sm" className={classes.badge}>
            Members only
          </Badge>
        )}
        {/* All at once: what may not be done takes no place. */}
        <div className={classes.actions}>
          {project && (
            <>
              <Button
                variant="default"
                leftSection={<IconListDetails size={15} />}
                renderRoot={(props) => <Link to="/issues" search={{ project: [key] }} {...props} />}
              >
                Issues
              </Button>
              <Button
                variant="default"
                leftSection={<IconLayoutKanban size={15} />}
                renderRoot={(props) => (
                  <Link to="/dashboard" search={{ project: [key] }} {...props} />
                )}
              >
                Board
              </Button>
              {!project.archived_on && project.member_role !== MemberRole.VIEWER && (
                <Button
                  leftSection={<IconPlus size={15} />}
                  onClick={() => openOverlay('create', { project: key })}
                >
                  New issue
                </Button>
              )}
            </>
          )}
        </div>
      </header>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) =>
          navigate({ search: { tab: value === 'overview' ? undefined : (value ?? undefined) } })
        }
      >
        <Tabs.List>
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="members">Members</Tabs.Tab>
          {leads && <Tabs.Tab value="settings">Settings</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="overview" pt="lg">
          <Suspense fallback={<SkeletonRows rows={12} label="Loading the project" />}>
            <Overview projectKey={key} project={project} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="members" pt="lg">
          {project ? (
            <Suspense fallback={<SkeletonRows rows={5} />}>
              <Members project={project} />
            </Suspense>
          ) : (
            <SkeletonRows rows={5} />
          )}
        </Tabs.Panel>
        {leads && (
          <Tabs.Panel value="settings" pt="lg">
            <Suspense fallback={<SkeletonRows rows={5} />}>
              <ProjectSettings project={project} />
            </Suspense>
          </Tabs.Panel>
        )}
      </Tabs>
    </div>
  )
}

function Overview(props: { projectKey: string; project: ProjectDetail | undefined }) {
  const { projectKey, project } = props
  const { data, error, refetch } = useIssueList({
    issue_project: [projectKey],
    state: 'open',
    sort: '-updated_on',
    page: 1,
    per_page: MOST,
  })
  return (
    <>
      {project ? (
        <>
          {project.project_lead && (
            <p className={classes.lead}>
              Led by <UserAvatar name={project.project_lead} size={20} decorative />
              <Link to="/users/$user" params={{ user: project.project_lead }}>
                {project.project_lead}
              </Link>
            </p>
          )}
          {project.project_description && (
            <div className={classes.description}>
              <Markdown text={project.project_description} />
            </div>
          )}
          <Numbers
            items={[
              { label: 'Open', value: project.open_issues },
              { label: 'Closed', value: project.closed_issues },
              { label: 'Open story points', value: project.open_story_points },
              { label: 'Members', value: project.members },
            ]}
          />
          <StatusBar
            counts={project.issues_by_status as Record<string, number>}
            search={{ project: [projectKey] }}
          />
        </>
      ) : (
        <SkeletonRows rows={12} label="Loading the project" />
      )}
      {/* Loaded beside it, and shown below it once its height is known. */}
      <div className={classes.columns} hidden={!project}>
        <Section
          title="Open, changed last"
          aside={
            <Link to="/issues" search={{ project: [projectKey] }}>
              Show all
            </Link>
          }
        >
          {error && <ErrorState error={error} onRetry={refetch} />}
          {!data && !error && (
            <SkeletonRows
              rows={Math.min(project?.open_issues ?? MOST, MOST)}
              label="Loading issues"
            />
          )}
          {data?.items.length === 0 && <p className={classes.none}>No open issue.</p>}
          {data?.items.map((issue) => (
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
              after={
                <>
                  <UserAvatar name={issue.issue_assigned_to} size={18} />
                  <Time at={issue.updated_on} short />
                </>
              }
            />
          ))}
        </Section>
        <Section title="Recent activity">
          {project ? <ActivityFeed items={project.recent_activity} /> : <SkeletonRows rows={6} />}
        </Section>
      </div>
    </>
  )
}
