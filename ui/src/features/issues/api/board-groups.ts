import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listIssueGroupsOptions } from '@/api/@tanstack/react-query.gen'
import type { IssueFilterQuery } from '../search'

/** The options of the counts and story points of each status under a filter. */
export function statusGroupsOptions(filters: IssueFilterQuery) {
  return listIssueGroupsOptions({ query: { ...filters, group_by: 'issue_status' } })
}

/** Counts and story points of each status under a filter. */
export function useStatusGroups(filters: IssueFilterQuery) {
  return useQuery({ ...statusGroupsOptions(filters), placeholderData: keepPreviousData })
}

/** Who has open issues under a filter, who has most first. */
export function useAssigneeGroups(filters: IssueFilterQuery) {
  return useQuery({
    ...listIssueGroupsOptions({
      query: { ...filters, state: 'open', group_by: 'issue_assigned_to', per_page: 12 },
    }),
    placeholderData: keepPreviousData,
  })
}
