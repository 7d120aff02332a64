import { useQuery } from '@tanstack/react-query'
import { getIssueOptions } from '@/api/@tanstack/react-query.gen'
import type { IssueRead } from '@/api/types.gen'
import { cachedIssue } from './cache'

/** An issue with every column; what comes from a list has no description and no source yet. */
export type Issue = Required<Omit<IssueRead, 'issue_description' | 'issue_source'>> &
  Pick<IssueRead, 'issue_description' | 'issue_source'>

/** The options of one issue, by its ticket or its number. */
export function issueOptions(ticket: string) {
  return {
    ...getIssueOptions({ path: { ticket } }),
    select: (issue: IssueRead) => issue as Issue, // the API leaves nothing out of one issue
  }
}

/** An issue; until it is there, what a list has of it, without its description. */
export function useIssue(ticket: string, enabled = true) {
  return useQuery({ ...issueOptions(ticket), placeholderData: () => listed(ticket), enabled })
}

/** The row of a list, if it has all columns that the page shows at once. */
function listed(ticket: string): IssueRead | undefined {
  const found = cachedIssue(ticket)
  return found && ['created_by', 'labels', 'issue_environment'].every((name) => name in found)
    ? found
    : undefined
}
