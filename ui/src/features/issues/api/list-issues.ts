import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listIssuesOptions } from '@/api/@tanstack/react-query.gen'
import type { IssueItem, IssuePage, ListIssuesData } from '@/api/types.gen'

export type IssueListQuery = Omit<NonNullable<ListIssuesData['query']>, 'fields' | 'format'>

/** An issue as a list has it: all columns, but not its description and where it came from. */
export type IssueRow = Required<Omit<IssueItem, 'issue_description' | 'issue_source'>>

export type IssueRows = Omit<IssuePage, 'items'> & { items: IssueRow[] }

/** The options of a page of issues, for `useQuery` and for fetching ahead. */
export function issueListOptions(query: IssueListQuery) {
  return {
    ...listIssuesOptions({ query }),
    select: (page: IssuePage) => page as IssueRows, // `fields` was not used: no column is missing
  }
}

/** A page of issues. The page before stays while the next one comes. */
export function useIssueList(query: IssueListQuery, enabled = true) {
  return useQuery({ ...issueListOptions(query), placeholderData: keepPreviousData, enabled })
}
