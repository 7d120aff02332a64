import { listIssueActivityOptions } from '@/api/@tanstack/react-query.gen'
import { ActivityType } from '@/api/types.gen'

/** The options of a query for the last few comments of an issue, the newest first. */
export function latestCommentsOptions(ticket: string, count: number) {
  return listIssueActivityOptions({
    path: { ticket },
    query: { activity_type: [String(ActivityType.COMMENT)], sort: '-created_on', per_page: count },
  })
}
