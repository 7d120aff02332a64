import { ActionIcon } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { lazy, memo, Suspense, useEffect, useRef, useState } from 'react'
import type { ActivityRead } from '@/api/types.gen'
import { LazyMarkdown } from '@/components/LazyMarkdown'
import { Tooltip } from '@/components/Tooltip'
import { UserAvatar } from '@/components/UserAvatar'
import { Stamp } from '@/features/activity/ChangesEntry'
import { UserLink } from '@/features/users/UserLink'
import { readDraft } from '@/lib/drafts'
import { lazily } from '@/lib/lazily'
import { dateTime } from '@/lib/time'
import { holdTyping } from '@/lib/type-ahead'
import { useRefocus } from '@/lib/use-refocus'
import { removeComment } from './api/delete-comment'
import classes from './CommentCard.module.css'

const commentEditor = lazily(() => import('./CommentEditor').then((m) => m.CommentEditor))

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
  const Editor = commentEditor.use()
  const edit = useRef<HTMLButtonElement>(null)
  const sent = comment.id > 0
  useEffect(() => {
    if (editing) commentEditor.preload()
  }, [editing])
  useRefocus(editing, edit)
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
                  onPointerEnter={commentEditor.preload}
                  onClick={() => {
                    holdTyping()
                    commentEditor.whenLoaded(() => setEditing(true))
                  }}
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
      {editing && Editor ? (
        <div className={classes.editor}>
          <Editor
            comment={comment}
            draftKey={draftKey}
            onClose={() => setEditing(false)}
            onReopen={() => setEditing(true)}
          />
        </div>
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
