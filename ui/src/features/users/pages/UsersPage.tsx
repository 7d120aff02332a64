import { Badge, Button, SegmentedControl } from '@mantine/core'
import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { type UserSummary, UserType } from '@/api/types.gen'
import bar from '@/components/Bar.module.css'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { HiddenTitle } from '@/components/HiddenTitle'
import { Meter } from '@/components/Meter'
import { Pages } from '@/components/Pages'
import { SearchField } from '@/components/SearchField'
import { SkeletonRows } from '@/components/SkeletonRows'
import { type Column, Table } from '@/components/Table'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { useMe } from '@/features/auth/session'
import { labelOf } from '@/features/enumerations/labels'
import { whenIdle } from '@/lib/idle'
import { lazily } from '@/lib/lazily'
import { usePage } from '@/lib/page'
import { useUserList } from '../api/list-users'
import { UserMenu } from '../UserMenu'
import classes from './UsersPage.module.css'

const createDialog = lazily(() => import('../CreateUserDialog').then((m) => m.CreateUserDialog))
const invitationDialog = lazily(() => import('../InvitationDialog').then((m) => m.InvitationDialog))

const PER_PAGE = 50
const STATES = ['active', 'inactive', 'all'] as const

/** Everyone who has an account. */
export function UsersPage() {
  usePage([{ label: 'People' }])
  const {
    q = '',
    sort = 'username',
    state = 'active',
    pageNo = 1,
  } = useSearch({ from: '/shell/users' })
  const navigate = useNavigate({ from: '/users' })
  const isAdmin = useMe().user_type === UserType.ADMIN
  const [creating, setCreating] = useState(false)
  const [invited, setInvited] = useState<string | null>(null)
  const { data, error, refetch, isPlaceholderData } = useUserList({
    q: q || undefined,
    sort,
    page: pageNo,
    per_page: PER_PAGE,
    user_active: state === 'all' ? undefined : state === 'active',
  })
  const CreateDialog = createDialog.use()
  const Invitation = invitationDialog.use()
  useEffect(() => whenIdle(() => isAdmin && createDialog.preload()), [isAdmin])
  const hasMail = data?.items.some((user) => user.user_email) ?? false
  const columns = useMemo(
    () => columnsFor(isAdmin, hasMail, invite(setInvited)),
    [isAdmin, hasMail],
  )
  return (
    <>
      <HiddenTitle>People</HiddenTitle>
      <div className={bar.bar}>
        <SearchField
          label="Find people"
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
          aria-label="Which accounts"
          value={state}
          data={STATES.map((value) => ({
            value,
            label: value.charAt(0).toUpperCase() + value.slice(1),
          }))}
          onChange={(value) =>
            navigate({
              search: (was) => ({
                ...was,
                state: value === 'active' ? undefined : value,
                pageNo: undefined,
              }),
            })
          }
        />
        {isAdmin && (
          <div className={bar.end}>
            <Button
              leftSection={<IconUserPlus size={15} />}
              onClick={() => createDialog.whenLoaded(() => setCreating(true))}
            >
              New person
            </Button>
          </div>
        )}
      </div>
      {error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <SkeletonRows rows={15} label="Loading people" />}
      {data?.items.length === 0 && (
        <EmptyState
          icon={IconUsers}
          title="No one matches"
          text="Try another name, or look among all accounts."
        />
      )}
      {data && data.items.length > 0 && (
        <>
          <Table
            label="People"
            columns={columns}
            rows={data.items}
            keyOf={(user) => user.id}
            sort={sort}
            stale={isPlaceholderData}
            onSort={(by) =>
              navigate({
                search: (was) => ({
                  ...was,
                  sort: by === 'username' ? undefined : by,
                  pageNo: undefined,
                }),
              })
            }
          />
          <Pages
            page={pageNo}
            perPage={PER_PAGE}
            total={data.total}
            exact={data.total_is_exact}
            onPage={(page) =>
              navigate({ search: (was) => ({ ...was, pageNo: page > 1 ? page : undefined }) })
            }
          />
        </>
      )}
      {creating && CreateDialog && (
        <CreateDialog
          onClose={() => setCreating(false)}
          onCreated={(username) => {
            setCreating(false)
            invite(setInvited)(username)
          }}
        />
      )}
      {invited && Invitation && <Invitation username={invited} onClose={() => setInvited(null)} />}
    </>
  )
}

const invite = (open: (username: string) => void) => (username: string) =>
  invitationDialog.whenLoaded(() => open(username))

function columnsFor(
  isAdmin: boolean,
  hasMail: boolean,
  onInvite: (username: string) => void,
): Column<UserSummary>[] {
  const columns: Column<UserSummary>[] = [
    {
      key: 'name',
      head: 'Name',
      sort: 'username',
      cell: (user) => (
        <Link to="/users/$user" params={{ user: user.username }} className={classes.person}>
          <UserAvatar name={user.username} size={22} decorative />
          {user.username}
          {!user.user_active && (
            <Badge variant="default" size="xs" className={classes.badge}>
              Inactive
            </Badge>
          )}
        </Link>
      ),
    },
    {
      key: 'type',
      head: 'Type',
      sort: 'user_type',
      wideOnly: true,
      width: 120,
      cell: (user) => labelOf(UserType, user.user_type),
    },
    { key: 'email', head: 'E-mail', wideOnly: true, cell: (user) => user.user_email ?? '' },
    {
      key: 'closed',
      head: 'Closed',
      wideOnly: true,
      width: 200,
      cell: ({ assigned_open: open, assigned_total: all }) => <Meter done={all - open} of={all} />,
    },
    {
      key: 'open',
      head: 'Open',
      align: 'end',
      width: 80,
      cell: ({ username, assigned_open: open }) => (
        <Link
          to="/issues"
          search={{ assignee: [username] }}
          aria-label={`${open} open issues of ${username}`}
        >
          {open.toLocaleString('en')}
        </Link>
      ),
    },
    {
      key: 'total',
      head: 'Assigned in all',
      align: 'end',
      width: 120,
      wideOnly: true,
      cell: (user) => user.assigned_total.toLocaleString('en'),
    },
    {
      key: 'since',
      head: 'Since',
      sort: 'created_on',
      align: 'end',
      width: 90,
      wideOnly: true,
      cell: (user) => <Time at={user.created_on} short />,
    },
  ]
  if (!hasMail) columns.splice(2, 1) // no empty column
  if (isAdmin)
    columns.push({
      key: 'actions',
      head: 'Actions',
      hideHead: true,
      align: 'end',
      width: 56,
      cell: (user) => <UserMenu user={user} onInvite={onInvite} />,
    })
  return columns
}
