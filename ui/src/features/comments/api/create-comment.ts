import { useMutation } from '@tanstack/react-query'
import { createComment } from '@/api/sdk.gen'
import { type ActivityRead, ActivityType } from '@/api/types.gen'
import { dropRow, putRows } from '@/features/activity/api/list-issue-activity'
import { patchIssue } from '@/features/issues/api/cache'

let made = 0

/** A comment that the server has not answered yet; its number is negative. */
function unsent(ticket: string, username: string, activity_text: string): ActivityRead {
  const now = Date.now()
  made -= 1
  return {
    id: made,
    created_on: now,
    updated_on: now,
    created_by: username,
    issue_id: 0,
    issue_name: ticket,
    activity_type: ActivityType.COMMENT,
    activity_text,
    activity_imported: false,
    field: null,
    old_value: null,
    new_value: null,
    issue_version: 0,
    edited_on: null,
    links: { self: '', issue: '' },
  }
}

/** Comment on an issue; the comment stands there at once. */
export function useCreateComment(ticket: string, username: string) {
  return useMutation({
    mutationFn: async (activity_text: string) => {
      const { data } = await createComment({
        path: { ticket },
        body: { activity_text },
        throwOnError: true,
      })
      return data
    },
    onMutate: (text) => {
      const row = unsent(ticket, username, text)
      putRows(ticket, [row])
      return row
    },
    onError: (_error, _text, row) => {
      if (row) dropRow(ticket, row.id)
    },
    onSuccess: (comment, _text, row) => {
      dropRow(ticket, row.id)
      putRows(ticket, [comment])
      patchIssue(ticket, (issue) => ({ ...issue, updated_on: comment.created_on }))
    },
  })
}
