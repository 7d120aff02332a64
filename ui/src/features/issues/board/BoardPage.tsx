import { Button, VisuallyHidden } from '@mantine/core'
import { IconFilterOff, IconLayoutKanban } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useRef } from 'react'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { useMe } from '@/features/auth/session'
import { useActions } from '@/lib/keys'
import { useIsLeaving } from '@/lib/leaving'
import { openOverlay } from '@/lib/overlay'
import { type Crumb, usePage } from '@/lib/page'
import { useStatusGroups } from '../api/board-groups'
import { filtersOf, type IssueSearch, withoutDefaults } from '../search'
import { Board } from './Board'
import classes from './BoardPage.module.css'
import { FilterBar } from './FilterBar'
import { setFilters, valuesOf } from './filters'

/** The Kanban board: a column for each status, under the filters of the address. */
export function BoardPage() {
  const search = useSearch({ from: '/shell/dashboard' })
  const navigate = useNavigate({ from: '/dashboard' })
  const isLeaving = useIsLeaving()
  const { username } = useMe()
  const field = useRef<HTMLInputElement>(null)
  const crumbs = crumbsOf(search)
  usePage(crumbs)
  // Other rows of the same address are the same object: the columns rely on it.
  const filters = useMemo(() => filtersOf(search, username, 'all'), [search, username])
  const values = useMemo(() => valuesOf(search, username), [search, username])
  const groups = useStatusGroups(filters)
  const { data, isPlaceholderData } = groups
  const totals = useMemo(() => {
    // That nothing had matched says nothing of the filters that came after.
    if (!data || (isPlaceholderData && data.items.length === 0)) return null
    return new Map(
      data.items.map(({ value, count, story_points }) => [
        Number(value),
        { count, points: story_points },
      ]),
    )
  }, [data, isPlaceholderData])
  const change = useCallback(
    (next: IssueSearch, replace = false) => {
      if (!replace || !isLeaving()) navigate({ search: withoutDefaults(next), replace })
    },
    [navigate, isLeaving],
  )
  useActions(
    useMemo(
      () => [
        {
          id: 'filter',
          title: 'Filter the board',
          group: 'Board',
          keys: 'f',
          run: () => field.current?.focus(),
        },
        {
          id: 'create',
          title: 'Create issue',
          group: 'Issue',
          keys: 'c',
          keywords: 'new add ticket',
          run: () => openOverlay('create', values),
        },
      ],
      [values],
    ),
  )
  const isFiltered = setFilters(search).length > 0 || Boolean(search.q)
  const isEmpty = data?.items.length === 0 && !isPlaceholderData
  return (
    <div className={classes.page}>
      <VisuallyHidden component="h1">{crumbs.map(({ label }) => label).join(' ')}</VisuallyHidden>
      <FilterBar search={search} onChange={change} field={field} />
      {groups.error && !data ? (
        <ErrorState error={groups.error} onRetry={groups.refetch} />
      ) : isEmpty && isFiltered ? (
        <EmptyState
          icon={IconFilterOff}
          title="No issues match"
          text="No issue has all that the filters ask for."
        >
          <Button variant="default" onClick={() => change({})}>
            Clear the filters
          </Button>
        </EmptyState>
      ) : isEmpty ? (
        <EmptyState
          icon={IconLayoutKanban}
          title="The board is empty"
          text="Each issue is a card here, in the column of its status. Create the first one."
        >
          <Button onClick={() => openOverlay('create', values)}>Create issue</Button>
        </EmptyState>
      ) : (
        <Board search={search} filters={filters} totals={totals} values={values} />
      )}
    </div>
  )
}

function crumbsOf({ project = [] }: IssueSearch): Crumb[] {
  const [key] = project
  const one = project.length === 1 && key && !key.startsWith('!')
  return one ? [{ label: key, to: `/projects/${key}` }, { label: 'Board' }] : [{ label: 'Board' }]
}
