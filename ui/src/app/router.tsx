import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { ensureSession } from '@/features/auth/session'
import { readIssueSearch } from '@/features/issues/search'
import { basePath } from '@/lib/base-path'
import { loadCode } from '@/lib/code'
import type { CreateValues } from '@/lib/overlay'
import { usePage } from '@/lib/page'
import { safeNext } from '@/lib/safe-next'
import { listOf, parseSearch, stringifySearch } from '@/lib/search-params'
import { NotFound } from './NotFound'
import { PageError } from './PageError'
import { PageSkeleton } from './PageSkeleton'
import { Shell } from './shell/Shell'

type Raw = Record<string, unknown>
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
const root = createRootRoute({ component: Outlet })

// --- signed out ---------------------------------------------------------------------------------

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (raw: Raw): { next?: string } => ({ next: safeNext(raw.next) }),
  beforeLoad: async ({ search }) => {
    if (await ensureSession()) throw redirect({ href: basePath + (search.next ?? '/') })
  },
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/auth/pages/LoginPage')),
    'LoginPage',
  ),
})

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: (raw: Raw): { next?: string } => ({ next: safeNext(raw.next) }),
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/auth/pages/RegisterPage')),
    'RegisterPage',
  ),
})

// --- signed in ----------------------------------------------------------------------------------

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const session = await ensureSession()
    // `/` is both: a pitch for strangers, and one's own work within the shell.
    if (session || location.pathname === '/') return { session }
    throw redirect({
      to: '/login',
      search: { next: location.href === '/' ? undefined : location.href },
      replace: true,
    })
  },
  component: Shell,
})

const index = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/overview/pages/HomePage')),
    'HomePage',
  ),
})

const dashboard = createRoute({
  getParentRoute: () => shell,
  path: '/dashboard',
  validateSearch: readIssueSearch,
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/issues/board/BoardPage')),
    'BoardPage',
  ),
})

const issues = createRoute({
  getParentRoute: () => shell,
  path: '/issues',
  validateSearch: readIssueSearch,
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/issues/list/IssuesPage')),
    'IssuesPage',
  ),
})

const issue = createRoute({
  getParentRoute: () => shell,
  path: '/issues/$ticket',
  validateSearch: (raw: Raw): { tab?: string } => ({ tab: text(raw.tab) }),
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/issues/detail/IssuePage')),
    'IssuePage',
  ),
})

const create = createRoute({
  getParentRoute: () => shell,
  path: '/create',
  validateSearch: (raw: Raw): CreateValues => ({
    project: text(raw.project),
    status: text(raw.status),
    type: text(raw.type),
    priority: text(raw.priority),
    assignee: text(raw.assignee),
    label: text(raw.label),
    parent: text(raw.parent),
    summary: text(raw.summary),
  }),
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/issues/create/CreatePage')),
    'CreatePage',
  ),
})

interface ListSearch {
  q?: string
  sort?: string
  state?: string
  pageNo?: number
}

const listSearch = (raw: Raw): ListSearch => ({
  q: text(raw.q),
  sort: text(raw.sort),
  state: text(raw.state),
  pageNo: Number(raw.pageNo) > 1 ? Math.floor(Number(raw.pageNo)) : undefined,
})

const users = createRoute({
  getParentRoute: () => shell,
  path: '/users',
  validateSearch: listSearch,
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/users/pages/UsersPage')),
    'UsersPage',
  ),
})

const user = createRoute({
  getParentRoute: () => shell,
  path: '/users/$user',
  validateSearch: (raw: Raw): { tab?: string } => ({ tab: text(raw.tab) }),
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/users/pages/UserPage')),
    'UserPage',
  ),
})

const projects = createRoute({
  getParentRoute: () => shell,
  path: '/projects',
  validateSearch: listSearch,
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/projects/pages/ProjectsPage')),
    'ProjectsPage',
  ),
})

const project = createRoute({
  getParentRoute: () => shell,
  path: '/projects/$project',
  validateSearch: (raw: Raw): { tab?: string } => ({ tab: text(raw.tab) }),
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/projects/pages/ProjectPage')),
    'ProjectPage',
  ),
})

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  validateSearch: (raw: Raw): { tab?: string } => ({ tab: text(raw.tab) }),
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/auth/pages/AccountPage')),
    'AccountPage',
  ),
})

interface AdminSearch {
  table?: string
  filter?: string[]
  sort?: string
  pageNo?: number
  rowsPerPage?: number
  cols?: string[]
}

const admin = createRoute({
  getParentRoute: () => shell,
  path: '/admin',
  validateSearch: (raw: Raw): AdminSearch => ({
    table: text(raw.table),
    filter: raw.filter === undefined ? undefined : listOf(raw.filter),
    sort: text(raw.sort),
    pageNo: Number(raw.pageNo) > 1 ? Math.floor(Number(raw.pageNo)) : undefined,
    rowsPerPage: [25, 100, 200].find((size) => size === Number(raw.rowsPerPage)),
    cols: raw.cols === undefined ? undefined : listOf(raw.cols),
  }),
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/admin/pages/AdminPage')),
    'AdminPage',
  ),
})

const imports = createRoute({
  getParentRoute: () => shell,
  path: '/admin/imports',
  validateSearch: (raw: Raw): { job?: number } => ({ job: Number(raw.job) || undefined }),
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/imports/pages/ImportsPage')),
    'ImportsPage',
  ),
})

interface MetricsSearch {
  project?: string
  from?: string
  to?: string
  interval?: string
}

const metrics = createRoute({
  getParentRoute: () => shell,
  path: '/metrics',
  validateSearch: (raw: Raw): MetricsSearch => ({
    project: text(raw.project),
    from: text(raw.from),
    to: text(raw.to),
    interval: text(raw.interval),
  }),
  component: lazyRouteComponent(
    () => loadCode(() => import('@/features/metrics/pages/MetricsPage')),
    'MetricsPage',
  ),
})

/** Any other address, within the shell: who mistyped one finds the way on. */
const nowhere = createRoute({ getParentRoute: () => shell, path: '/$', component: NowherePage })

function NowherePage() {
  usePage([{ label: 'Nothing is here' }])
  return <NotFound />
}

const routeTree = root.addChildren([
  login,
  register,
  shell.addChildren([
    index,
    dashboard,
    issues,
    issue,
    create,
    users,
    user,
    projects,
    project,
    account,
    admin,
    imports,
    metrics,
    nowhere,
  ]),
])

export const router = createRouter({
  routeTree,
  basepath: basePath || '/',
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
  // What scrolls within the window: the page, or the rows of a page that fills the window.
  scrollToTopSelectors: ['#main', '#rows'],
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
