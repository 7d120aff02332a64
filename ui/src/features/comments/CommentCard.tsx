import { ActionIcon, Tooltip } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { lazy, memo, Suspense, useEffect, useRef, useState } from 'react'
import type { ActivityRead } from '@/api/types.gen'
import { LazyMarkdown } from '@/components/LazyMarkdown'
import { markdownEditor } from '@/components/lazy-editor'
import { UserAvatar } from '@/components/UserAvatar'
import { Stamp } from '@/features/activity/ChangesEntry'
import { UserLink } from '@/features/users/UserLink'
import { readDraft, useDraft } from '@/lib/drafts'
import { messageOf } from '@/lib/problem'
import { dateTime } from '@/lib/time'
import { toastDone, toastError } from '@/lib/toast'
import { removeComment } from './api/delete-comment'
import { useUpdateComment } from './api/update-comment'
import classes from './CommentCard.module.css'

const ConfirmDialog = lazy(() =>
  import('@/components/ConfirmDialog').then((m) => ({ default: m.ConfirmDialog })),
)

interface Props {
  comment: ActivityRead
  /** Whose page it is; drafts are kept for each user apart. */
  me: string
  mayEdit: boolean
  mayDelete: boolean
}

/** What somebody wrote, with what its author may do about it. */
export const CommentCard = memo(function CommentCard({ comment, me, mayEdit, mayDelete }: Props) {
  const draftKey = `${me}:comment:${comment.id}`
  const [editing, setEditing] = useState(() => mayEdit && readDraft(draftKey) !== null)
  const [asking, setAsking] = useState(false)
  const editor = markdownEditor.use()
  const edit = useRef<HTMLButtonElement>(null)
  const sent = comment.id > 0
  useEffect(() => {
    if (editing) markdownEditor.preload()
  }, [editing])
  const stop = () => {
    setEditing(false)
    requestAnimationFrame(() => edit.current?.focus())
  }
  return (
    <article
      className={classes.card}
      data-sent={sent || undefined}
      aria-label={`Comment by ${comment.created_by}`}
    >
      <header className={classes.head}>
        <UserAvatar name={comment.created_by} size={20} decorative />
        <UserLink name={comment.created_by} />
        <Stamp row={comment} />
        {comment.edited_on !== null && (
          <span className={classes.edited} title={`Edited ${dateTime(comment.edited_on)}`}>
            edited
          </span>
        )}
        {!sent && <span className={classes.edited}>sending…</span>}
        {sent && !editing && (mayEdit || mayDelete) && (
          <span className={classes.tools}>
            {mayEdit && (
              <Tooltip label="Edit">
                <ActionIcon
                  ref={edit}
                  aria-label="Edit comment"
                  onPointerEnter={markdownEditor.preload}
                  onClick={() => markdownEditor.whenLoaded(() => setEditing(true))}
                >
                  <IconPencil size={15} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
            {mayDelete && (
              <Tooltip label="Delete">
                <ActionIcon aria-label="Delete comment" onClick={() => setAsking(true)}>
                  <IconTrash size={15} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
          </span>
        )}
      </header>
      {editing && editor ? (
        <CommentEditor comment={comment} draftKey={draftKey} onDone={stop} />
      ) : (
        <div className={classes.text}>
          <LazyMarkdown text={comment.activity_text} />
        </div>
      )}
      {asking && (
        <Suspense>
          <ConfirmDialog
            title="Delete this comment?"
            action="Delete"
            onConfirm={() => removeComment(comment)}
            onClose={() => setAsking(false)}
          >
            It is deleted for everyone and cannot be brought back.
          </ConfirmDialog>
        </Suspense>
      )}
    </article>
  )
})

interface EditorProps {
  comment: ActivityRead
  draftKey: string
  onDone: () => void
}

function CommentEditor({ comment, draftKey, onDone }: EditorProps) {
  const Editor = markdownEditor.use()
  const update = useUpdateComment()
  const draft = useDraft(draftKey, comment.activity_text)
  const [error, setError] = useState<string | null>(null)
  const before = comment.activity_text
  const save = async () => {
    if (draft.text === before) return giveUp()
    setError(null)
    try {
      const saved = await update.mutateAsync({ comment, activity_text: draft.text })
      draft.forget()
      onDone()
      toastDone('Comment changed', () => {
        update
          .mutateAsync({ comment: saved, activity_text: before })
          .catch((reason) => toastError('The comment was not put back', reason))
      })
    } catch (reason) {
      setError(messageOf(reason))
    }
  }
  const giveUp = () => {
    draft.forget()
    onDone()
  }
  if (!Editor) return null
  return (
    <div className={classes.editor}>
      <Editor
        label="Comment"
        value={draft.text}
        onChange={draft.set}
        onSubmit={save}
        onCancel={giveUp}
        submitLabel="Save"
        canSubmit={draft.text.trim() !== ''}
        busy={update.isPending}
        error={error}
        autoFocus={draft.restored === null}
      />
    </div>
  )
}
