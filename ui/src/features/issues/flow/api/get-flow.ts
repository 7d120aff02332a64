import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getIssueFlowQueryKey } from '@/api/@tanstack/react-query.gen'
import { getIssueFlow, listIssueActivity } from '@/api/sdk.gen'
import type { ActivityRead, IssueFlow } from '@/api/types.gen'

import { issueOptions } from '../../api/get-issue'

export interface FlowAnswer {
  flow: IssueFlow
  /** The history, oldest first. */
  rows: ActivityRead[]
  /** Whether the history is longer than what was asked for. */
  isCut: boolean
}

const PER_PAGE = 200
const MOST_PAGES = 10

/** Where an issue stood when, and what happened to it; asked anew with each of its versions. */
export function useFlow(ticket: string) {
  // The page has the issue already; here it only tells when there is more to show.
  const { data: issue } = useQuery({ ...issueOptions(ticket), enabled: false })
  const version = issue?.version
  return useQuery({
    queryKey: [...getIssueFlowQueryKey({ path: { ticket } }), version] as const,
    queryFn: async ({ signal }): Promise<FlowAnswer> => {
      const [flow, history] = await Promise.all([
        getIssueFlow({ path: { ticket }, signal, throwOnError: true }),
        historyOf(ticket, signal),
      ])
      return { flow: flow.data, ...history }
    },
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
}

async function historyOf(ticket: string, signal: AbortSignal) {
  const rows: ActivityRead[] = []
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data } = await listIssueActivity({
      path: { ticket },
      query: { sort: 'created_on,id', per_page: PER_PAGE, cursor },
      signal,
      throwOnError: true,
    })
    rows.push(...data.items)
    const next = data.links.next
    if (next === null) return { rows, isCut: false }
    cursor = new URL(next, location.origin).searchParams.get('cursor') ?? undefined
  }
  return { rows, isCut: true }
}
