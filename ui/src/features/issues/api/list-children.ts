import { useQuery } from '@tanstack/react-query'
import { issueListOptions } from './list-issues'

export const MOST_CHILDREN = 100

/** The options of an issue's children, in the order of the backlog. */
export function childrenOptions(ticket: string) {
  return issueListOptions({
    issue_parent: [ticket],
    state: 'all',
    sort: 'issue_rank',
    per_page: MOST_CHILDREN,
  })
}

/** The issues whose parent is this one. */
export function useChildren(ticket: string) {
  return useQuery(childrenOptions(ticket))
}
