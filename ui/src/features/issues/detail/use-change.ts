import { useCallback } from 'react'
import type { IssueUpdate } from '@/api/types.gen'
import { useUpdateIssue } from '../api/update-issue'

/** Changes an issue, and says what was done with a way to take it back. */
export type ChangeIssue = (changes: IssueUpdate, said: string) => void

/** Changes of one issue, sent in the order in which they were made. */
export function useChange(ticket: string): ChangeIssue {
  const { mutate } = useUpdateIssue(ticket)
  return useCallback(
    (changes, said) => mutate({ ticket, changes, said: `${ticket}: ${said}` }),
    [mutate, ticket],
  )
}
