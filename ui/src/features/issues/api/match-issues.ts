import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type IssueListQuery, issueListOptions } from './list-issues'

/** The issues that fit a text best. A request that is still under way when it changes is given up. */
export function useMatchingIssues(
  text: string,
  { most, ...filters }: Pick<IssueListQuery, 'state' | 'issue_type'> & { most: number },
) {
  return useQuery({
    ...issueListOptions({ ...filters, q: text, per_page: most }),
    placeholderData: keepPreviousData,
    enabled: text !== '',
  })
}
