import { useMutation } from '@tanstack/react-query'
import { createIssue } from '@/api/sdk.gen'
import type { IssueCreate } from '@/api/types.gen'
import { queryClient } from '@/lib/query-client'
import { isAnswerOf } from './cache'
import type { IssueRow } from './list-issues'

/** What a new issue may show up in, or change a count or a catalogue of. */
const AROUND = isAnswerOf(
  'listIssues',
  'listIssueGroups',
  'listActivity',
  'listProjects',
  'getProject',
  'listLabels',
  'listComponents',
  'listVersions',
)

/** Make an issue; what is on the page then asks for itself again. */
export function useCreateIssue() {
  return useMutation({
    networkMode: 'always', // without a network it fails at once, and what was written stays
    mutationFn: async (issue: IssueCreate) => {
      const { data } = await createIssue({ body: issue, throwOnError: true })
      return data as IssueRow
    },
    onSuccess: (issue) => {
      queryClient.invalidateQueries({
        predicate: (query) => AROUND(query) && !isOtherColumn(query.queryKey, issue),
      })
    },
  })
}

/** Whether an answer holds the cards of another status than an issue's, page after page. */
function isOtherColumn(key: readonly unknown[], issue: IssueRow): boolean {
  const [asked] = key as [{ _infinite?: boolean; query?: { issue_status?: string[] } }]
  const statuses = asked._infinite ? asked.query?.issue_status : undefined
  return statuses !== undefined && !statuses.includes(String(issue.issue_status))
}
