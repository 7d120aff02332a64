import { useQuery } from '@tanstack/react-query'
import { listIssueGroupsOptions } from '@/api/@tanstack/react-query.gen'

/** The sprints that a project's issues are or were in, the fullest first. */
export function useSprints(project: string, enabled: boolean) {
  return useQuery({
    ...listIssueGroupsOptions({ query: { issue_project: [project], group_by: 'issue_sprint' } }),
    select: (groups) =>
      groups.items.flatMap(({ value }) => (typeof value === 'string' ? [value] : [])),
    enabled,
  })
}
