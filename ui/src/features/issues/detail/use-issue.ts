import { useQuery } from '@tanstack/react-query'
import type { IssueRead } from '@/api/types.gen'
import { cachedIssue } from '../api/cache'
import { issueOptions } from '../api/get-issue'

/** An issue with every column; what comes from a list has no description and no source yet. */
export type Issue = Required<Omit<IssueRead, 'issue_description' | 'issue_source'>> &
  Pick<IssueRead, 'issue_description' | 'issue_source'>

/** An issue; until it is there, what a list has of it, without its description. */
export function useIssue(ticket: string) {
  return useQuery({
    ...issueOptions(ticket),
    select: (issue) => issue as Issue, // the API leaves no column of a single issue out
    placeholderData: () => listed(ticket),
  })
}

/** The row of a list, if it has all columns that the page shows at once. */
function listed(ticket: string): IssueRead | undefined {
  const found = cachedIssue(ticket)
  return found && ['created_by', 'labels', 'issue_environment'].every((name) => name in found)
    ? found
    : undefined
}
