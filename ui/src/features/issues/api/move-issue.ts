import { updateIssue } from '@/api/sdk.gen'
import type { IssueUpdate } from '@/api/types.gen'
import type { IssueRow } from './list-issues'

/** Change an issue's status, assignee and rank in one go, as a move on the board does. */
export async function moveIssue(ticket: string, changes: IssueUpdate): Promise<IssueRow> {
  const { data } = await updateIssue({ path: { ticket }, body: changes, throwOnError: true })
  return data as IssueRow
}
