import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { IssueListQuery } from './list-issues'
import { issueListOptions } from './list-issues'

/** The issues that fit a text best; without one those of `otherwise`, the last changed first. */
export function useFoundIssues(text: string, otherwise: IssueListQuery, enabled: boolean) {
  const query: IssueListQuery = text
    ? { q: text, per_page: 12 }
    : { ...otherwise, sort: '-updated_on', per_page: 12 }
  return useQuery({ ...issueListOptions(query), placeholderData: keepPreviousData, enabled })
}
