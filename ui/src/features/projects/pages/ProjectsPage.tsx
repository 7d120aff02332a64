import { Button, SegmentedControl } from '@mantine/core'
import { IconFolderPlus, IconFolders, IconLock } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { type ProjectSummary, ProjectVisibility } from '@/api/types.gen'
import bar from '@/components/Bar.module.css'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { HiddenTitle } from '@/components/HiddenTitle'
import { Meter } from '@/components/Meter'
import { Pages } from '@/components/Pages'
import { SearchField } from '@/components/SearchField'
import { SkeletonRows } from '@/components/SkeletonRows'
import { type Column, Table } from '@/components/Table'
import { UserAvatar } from '@/components/UserAvatar'
import { whenIdle } from '@/lib/idle'
import { lazily } from '@/lib/lazily'
import { usePage } from '@/lib/page'
import { useProjectList } from '../api/list-projects'
import { firstLine } from '../first-line'
import { ProjectBadge } from '../ProjectBadge'
import classes from './ProjectsPage.module.css'

const createDialog = lazily(() =>
  import('../CreateProjectDialog').then((m) => m.CreateProjectDialog),
)

const PER_PAGE = 50
const STATES = [
  { value: 'false', label: 'Active' },
  { value: 'true', label: 'Archived' },
  { value: 'all', label: 'All' },
]

const COLUMNS: readonly Column<ProjectSummary>[] = [
  {
    key: 'name',
    head: 'Project',
    sort: 'project_name',
    cell: (project) => (
      <Link
        to="/projects/$project"
        params={{ project: project.project_key }}
        className={classes.project}
      >
        <ProjectBadge projectKey={project.project_key} />
        <span className={classes.name}>{project.project_name}</span>
        {project.project_visibility === ProjectVisibility.PRIVATE && (
          <IconLock size={14} stroke={1.7} role="img" aria-label="Members only" />
        )}
      </Link>
    ),
  },
  {
    key: 'description',
    head: 'About',
    wideOnly: true,
    width: '34%',
    cell: ({ project_description: text }) => {
      const line = firstLine(text)
      return (
        <span className={classes.about} title={line}>
          {line}
        </span>
      )
    },
  },
  {
    key: 'lead',
    head: 'Lead',
    wideOnly: true,
    width: 160,
    cell: ({ project_lead: lead }) =>
      lead && (
        <Link to="/users/$user" params={{ user: lead }} className={classes.lead}>
          <UserAvatar name={lead} size={20} decorative />
          {lead}
        </Link>
      ),
  },
  {
    key: 'closed',
    head: 'Closed',
    wideOnly: true,
    width: 170,
    cell: ({ open_issues: open, total_issues: all }) => <Meter done={all - open} of={all} />,
  },
  {
    key: 'open',
    head: 'Open',
    align: 'end',
    width: 90,
    cell: (project) => (
      <Link
        to="/issues"
        search={{ project: [project.project_key] }}
        aria-label={`${project.open_issues} open issues of ${project.project_name}`}
      >
        {project.open_issues.toLocaleString('en')}
      </Link>
    ),
  },
  {
    key: 'total',
    head: 'Issues',
    align: 'end',
    width: 90,
    wideOnly: true,
    cell: (project) => project.total_issues.toLocaleString('en'),
  },
]

/** All projects that one may see. */
export function ProjectsPage() {
  usePage([{ label: 'Projects' }])
  const {
    q = '',
    sort = 'project_name',
    state = 'false',
    pageNo = 1,
  } = useSearch({ from: '/shell/projects' })
  const navigate = useNavigate({ from: '/projects' })
  const [creating, setCreating] = useState(false)
  const CreateDialog = createDialog.use()
  useEffect(() => whenIdle(createDialog.preload), [])
  const archived = state === 'true' || state === 'all' ? state : 'false'
  const { data, error, refetch, isPlaceholderData } = useProjectList({
    q: q || undefined,
    sort,
    archived,
    page: pageNo,
    per_page: PER_PAGE,
  })
  const create = (
    <Button
      leftSection={<IconFolderPlus size={15} />}
      onClick={() => createDialog.whenLoaded(() => setCreating(true))}
    >
      New project
    </Button>
  )
  return (
    <>
      <HiddenTitle>Projects</HiddenTitle>
      <div className={bar.bar}>
        <SearchField
          label="Find projects"
          value={q}
          onChange={(text) =>
            navigate({
              search: (was) => ({ ...was, q: text || undefined, pageNo: undefined }),
              replace: true,
            })
          }
        />
        <SegmentedControl
          size="xs"
          aria-label="Which projects"
          value={archived}
          data={STATES}
          onChange={(value) =>
            navigate({
              search: (was) => ({
                ...was,
                state: value === 'false' ? undefined : value,
                pageNo: undefined,
              }),
            })
          }
        />
        <div className={bar.end}>{create}</div>
      </div>
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <SkeletonRows rows={8} label="Loading projects" />}
      {data?.items.length === 0 &&
        (q || archived !== 'false' ? (
          <EmptyState icon={IconFolders} title="No project matches" />
        ) : (
          <EmptyState
            icon={IconFolders}
            title="No project yet"
            text="A project holds issues under a key of its own, as OPS-1, OPS-2 and so on."
          >
            {create}
          </EmptyState>
        ))}
      {data && data.items.length > 0 && (
        <>
          <Table
            label="Projects"
            columns={COLUMNS}
            rows={data.items}
            keyOf={(project) => project.id}
            sort={sort}
            stale={isPlaceholderData}
            onSort={(by) =>
              navigate({
                search: (was) => ({
                  ...was,
                  sort: by === 'project_name' ? undefined : by,
                  pageNo: undefined,
                }),
              })
            }
          />
          {data.total > PER_PAGE && (
            <Pages
              page={pageNo}
              perPage={PER_PAGE}
              total={data.total}
              exact={data.total_is_exact}
              onPage={(page) =>
                navigate({ search: (was) => ({ ...was, pageNo: page > 1 ? page : undefined }) })
              }
            />
          )}
        </>
      )}
      {creating && CreateDialog && (
        <CreateDialog
          onClose={() => setCreating(false)}
          onCreated={(project) => navigate({ to: '/projects/$project', params: { project } })}
        />
      )}
    </>
  )
}
