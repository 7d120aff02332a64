import { useMutation } from '@tanstack/react-query'
import { updateComment } from '@/api/sdk.gen'
import type { ActivityRead } from '@/api/types.gen'
import { putRows } from '@/features/activity/api/list-issue-activity'

interface Edit {
  comment: ActivityRead
  activity_text: string
}

/** Change a comment's text: shown at once, taken back if it is refused. */
export function useUpdateComment() {
  return useMutation({
    mutationFn: async ({ comment, activity_text }: Edit) => {
      const { data } = await updateComment({
        path: { activity_id: comment.id },
        body: { activity_text },
        throwOnError: true,
      })
      return data
    },
    onMutate: ({ comment, activity_text }) =>
      putRows(comment.issue_name, [{ ...comment, activity_text, edited_on: Date.now() }]),
    onError: (_error, { comment }) => putRows(comment.issue_name, [comment]),
    onSuccess: (comment) => putRows(comment.issue_name, [comment]),
  })
}
