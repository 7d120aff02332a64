import { useState } from 'react'
import { MarkdownEditor } from '@/components/MarkdownEditor'
import { Time } from '@/components/Time'
import { useDraft } from '@/lib/drafts'
import { messageOf } from '@/lib/problem'
import { useCreateComment } from './api/create-comment'
import classes from './Composer.module.css'

interface Props {
  ticket: string
  me: string
  draftKey: string
  autoFocus: boolean
  /** Called with whether something is left to go on with. */
  onClose: (kept: boolean) => void
}

/** Where a comment is written. Closing it keeps what was written; discarding does not. */
export function ComposerForm({ ticket, me, draftKey, autoFocus, onClose }: Props) {
  const create = useCreateComment(ticket, me)
  const draft = useDraft(draftKey, '')
  const [error, setError] = useState<string | null>(null)
  const isEmpty = draft.text.trim() === ''
  const send = async () => {
    setError(null)
    try {
      await create.mutateAsync(draft.text) // the draft stays until it is known to be saved
      draft.forget()
      onClose(false)
    } catch (reason) {
      setError(messageOf(reason))
    }
  }
  return (
    <MarkdownEditor
      label="New comment"
      placeholder="Leave a comment…"
      value={create.isPending ? '' : draft.text}
      onChange={draft.set}
      onSubmit={send}
      onCancel={() => {
        if (isEmpty) draft.forget()
        onClose(!isEmpty)
      }}
      submitLabel="Comment"
      canSubmit={!isEmpty}
      busy={create.isPending}
      error={error}
      autoFocus={autoFocus}
      minRows={3}
      notice={
        draft.restored && (
          <p className={classes.notice}>
            Your draft from <Time at={draft.restored.savedOn} /> is back.{' '}
            <button
              type="button"
              onClick={() => {
                draft.forget()
                onClose(false)
              }}
            >
              Discard
            </button>
          </p>
        )
      }
    />
  )
}
