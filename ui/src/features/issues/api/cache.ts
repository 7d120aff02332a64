import type { IssueItem, IssuePage, IssueRead } from '@/api/types.gen'
import { isHistory, refreshHistory } from '@/features/activity/api/list-issue-activity'
import { queryClient } from '@/lib/query-client'

type Entry = [readonly unknown[], unknown]
const LISTS = new Set(['listIssues'])
const ONE = 'getIssue'

function idOf(key: readonly unknown[]): string | undefined {
  const [first] = key
  return typeof first === 'object' && first !== null && '_id' in first
    ? String(first._id)
    : undefined
}

/** Whether a cached answer is one of the operation's. */
export function isAnswerOf(...operations: string[]) {
  const wanted = new Set(operations)
  return ({ queryKey }: { queryKey: readonly unknown[] }) => wanted.has(idOf(queryKey) ?? '')
}

/**
 * Change issues wherever they are cached: on their pages, in every list, on the board.
 * Returns what was there, for `restore`.
 */
export function patchIssues(
  tickets: ReadonlySet<string>,
  change: (issue: IssueItem) => IssueItem,
): Entry[] {
  const before: Entry[] = []
  const wanted = (issue: IssueItem) => tickets.has(issue.issue_name ?? '')
  for (const query of queryClient.getQueryCache().getAll()) {
    const operation = idOf(query.queryKey)
    const data = query.state.data
    if (!data) continue
    if (operation === ONE && wanted(data as IssueItem)) {
      before.push([query.queryKey, data])
      queryClient.setQueryData(query.queryKey, {
        ...(data as IssueRead),
        ...change(data as IssueItem),
      })
    } else if (LISTS.has(operation ?? '')) {
      const pages =
        'pages' in (data as object) ? (data as { pages: IssuePage[] }).pages : [data as IssuePage]
      if (!pages.some((page) => page.items.some(wanted))) continue
      before.push([query.queryKey, data])
      const changed = pages.map((page) => ({
        ...page,
        items: page.items.map((item) => (wanted(item) ? change(item) : item)),
      }))
      queryClient.setQueryData(
        query.queryKey,
        'pages' in (data as object) ? { ...(data as object), pages: changed } : changed[0],
      )
    }
  }
  return before
}

/** Change one issue wherever it is cached. Returns what was there, for `restore`. */
export function patchIssue(ticket: string, change: (issue: IssueItem) => IssueItem): Entry[] {
  return patchIssues(new Set([ticket]), change)
}

/** Put back what `patchIssue` changed. */
export function restore(before: readonly Entry[]): void {
  for (const [key, data] of before) queryClient.setQueryData(key, data)
}

/** The newest known row of an issue, from whichever answer has it. */
export function cachedIssue(ticket: string): IssueItem | undefined {
  let found: IssueItem | undefined
  patchlessEach((item) => {
    if (item.issue_name === ticket && (found?.version ?? 0) < (item.version ?? 0)) found = item
  })
  return found
}

function patchlessEach(look: (item: IssueItem) => void): void {
  for (const query of queryClient.getQueryCache().getAll()) {
    const operation = idOf(query.queryKey)
    const data = query.state.data
    if (!data) continue
    if (operation === ONE) look(data as IssueItem)
    else if (LISTS.has(operation ?? '')) {
      const pages =
        'pages' in (data as object) ? (data as { pages: IssuePage[] }).pages : [data as IssuePage]
      for (const page of pages) for (const item of page.items) look(item)
    }
  }
}

/** What has to be asked again when issues were changed: what is counted or ordered by others. */
export function invalidateAround(...tickets: string[]): void {
  const changed = new Set(tickets)
  for (const ticket of changed) refreshHistory(ticket)
  queryClient.invalidateQueries({
    predicate: (query) => {
      const operation = idOf(query.queryKey) ?? ''
      if (isHistory(query)) return false // it was refreshed by its newest rows alone
      if (operation === 'listIssueActivity' || operation === 'getIssueFlow') {
        const [key] = query.queryKey as [{ path?: { ticket?: string } }]
        return changed.has(key.path?.ticket ?? '')
      }
      return operation === 'listIssueGroups' || operation === 'listActivity'
    },
  })
  // Whether it still belongs into a list, and where, is the server's to say, when next looked at.
  queryClient.invalidateQueries({ predicate: isAnswerOf('listIssues'), refetchType: 'none' })
}
