import { getIssueQueryKey } from '@/api/@tanstack/react-query.gen'
import { deleteIssue } from '@/api/sdk.gen'
import { queryClient } from '@/lib/query-client'
import { isAnswerOf } from './cache'

/** Delete an issue with its history; there is no way back. */
export async function removeIssue(ticket: string): Promise<void> {
  await deleteIssue({ path: { ticket }, throwOnError: true })
}

/** Forget an issue that was deleted, once its page is no longer shown. */
export function forgetIssue(ticket: string): void {
  queryClient.removeQueries({ queryKey: getIssueQueryKey({ path: { ticket } }) })
  queryClient.removeQueries({
    predicate: ({ queryKey }) => {
      const [key] = queryKey as [{ path?: { ticket?: string } } | undefined]
      return key?.path?.ticket === ticket
    },
  })
  // Its parent, its children and what it was linked to have changed as well.
  queryClient.invalidateQueries({
    predicate: isAnswerOf(
      'listIssues',
      'listIssueGroups',
      'listActivity',
      'getIssue',
      'listLinks',
      'getProject',
    ),
  })
}
