import { deleteComment } from '@/api/sdk.gen'
import type { ActivityRead } from '@/api/types.gen'
import { dropRow } from '@/features/activity/api/list-issue-activity'

/** Delete a comment; there is no way back. */
export async function removeComment(comment: ActivityRead): Promise<void> {
  await deleteComment({ path: { activity_id: comment.id }, throwOnError: true })
  dropRow(comment.issue_name, comment.id)
}
