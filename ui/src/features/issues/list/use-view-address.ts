import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { basePath } from '@/lib/base-path'
import { useIsLeaving } from '@/lib/leaving'
import { stringifySearch } from '@/lib/search-params'
import { type IssueSearch, withoutDefaults } from '../search'
import { rememberList, rememberOpened, takeOpened } from './last-list'
import { type GroupValue, groupName } from './query'

interface Going {
  /** Take the place of this address in the history, as while one types. */
  replace?: boolean
  /** Stay where the rows are scrolled to. */
  keepScroll?: boolean
}

/** The view that the address of /issues names, and the ways to others. */
export function useViewAddress(me: string) {
  const search = useSearch({ from: '/shell/issues' })
  const navigate = useNavigate()
  const router = useRouter()
  const isLeaving = useIsLeaving()
  const go = useCallback(
    (next: IssueSearch, { replace, keepScroll }: Going = {}) => {
      if (replace && isLeaving()) return
      const same: (keyof IssueSearch)[] = ['cols', 'view']
      const others = Object.keys({ ...search, ...next }).some(
        (key) =>
          !same.includes(key as keyof IssueSearch) &&
          String(search[key as keyof IssueSearch] ?? '') !==
            String(next[key as keyof IssueSearch] ?? ''),
      )
      navigate({
        to: '/issues',
        search: withoutDefaults(next),
        replace,
        resetScroll: others && !keepScroll,
      })
    },
    [navigate, search, isLeaving],
  )
  return useMemo(
    () => ({
      search,
      go,
      openIssue: (ticket: string, tickets: string[]) => {
        const { href } = router.state.location
        rememberList(tickets, href)
        rememberOpened(ticket, href)
        navigate({ to: '/issues/$ticket', params: { ticket } })
      },
      openInTab: (ticket: string) => {
        window.open(`${basePath}/issues/${ticket}`, '_blank', 'noopener')
      },
      takeOpened: () => takeOpened(router.state.location.href),
      /** The view with a group folded away or back. */
      folded: (value: GroupValue, away: boolean, pageNo: number | undefined): IssueSearch => {
        if (!search.group) return search
        const name = groupName(search.group, value)
        const others = (search.collapsed ?? []).filter((other) => other !== name)
        return { ...search, collapsed: away ? [...others, name] : others, pageNo }
      },
      /** The address of this view, the same for whoever opens it. */
      shareable: () => {
        const named = Object.fromEntries(
          Object.entries(search).map(([key, value]) => [
            key,
            Array.isArray(value)
              ? value.map((item) => item.replace(/^(!?)@me$/, `$1${me}`))
              : value,
          ]),
        )
        return `${location.origin}${basePath}/issues${stringifySearch(named)}`
      },
    }),
    [search, go, navigate, router, me],
  )
}
