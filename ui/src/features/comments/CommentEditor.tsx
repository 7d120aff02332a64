import { useState } from 'react'
import type { ActivityRead } from '@/api/types.gen'
import { MarkdownEditor } from '@/components/MarkdownEditor'
import { useDraft, writeDraft } from '@/lib/drafts'
import { messageOf } from '@/lib/problem'
import { toastDone, toastError } from '@/lib/toast'
import { useUpdateComment } from './api/update-comment'

interface Props {
  comment: ActivityRead
  draftKey: string
  onClose: () => void
  /** Called when what was given up is taken back. */
  onReopen: () => void
}

/** Changes one's comment; what is begun is kept. */
export function CommentEditor({ comment, draftKey, onClose, onReopen }: Props) {
  const update = useUpdateComment()
  const before = comment.activity_text
  const draft = useDraft(draftKey, before)
  const [error, setError] = useState<string | null>(null)
  const { text } = draft

  const giveUp = () => {
    draft.forget()
    onClose()
    if (text === before) return
    toastDone('Your changes were discarded', () => {
      writeDraft(draftKey, { text })
      onReopen()
    })
  }
  const save = async () => {
    if (text === before) return giveUp()
    setError(null)
    try {
      const saved = await update.mutateAsync({ comment, activity_text: text })
      draft.forget()
      onClose()
      toastDone('Comment changed', () => {
        update
          .mutateAsync({ comment: saved, activity_text: before })
          .catch((reason) => toastError('The comment was not put back', reason))
      })
    } catch (reason) {
      setError(messageOf(reason))
    }
  }
  return (
    <MarkdownEditor
      label="Comment"
      value={text}
      onChange={draft.set}
      onSubmit={save}
      onCancel={giveUp}
      submitLabel="Save"
      canSubmit={text.trim() !== ''}
      busy={update.isPending}
      error={error}
      autoFocus={draft.restored === null}
    />
  )
}
