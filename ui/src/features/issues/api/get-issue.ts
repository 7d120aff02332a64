import { getIssueOptions } from '@/api/@tanstack/react-query.gen'

/** The options of a query for one issue with its description. */
export function issueOptions(ticket: string) {
  return getIssueOptions({ path: { ticket } })
}
