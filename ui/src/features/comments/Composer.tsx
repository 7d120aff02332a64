import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { markdownEditor } from '@/components/lazy-editor'
import { UserAvatar } from '@/components/UserAvatar'
import { readDraft, useDraft } from '@/lib/drafts'
import { messageOf } from '@/lib/problem'
import { useCreateComment } from './api/create-comment'
import classes from './Composer.module.css'

export interface ComposerHandle {
  /** Open it with the cursor in it. */
  focus: () => void
}

interface Props {
  ticket: string
  me: string
  ref?: Ref<ComposerHandle>
}

/** Where one comments; small until one begins to write. */
export function Composer({ ticket, me, ref }: Props) {
  const key = `${me}:comment-on:${ticket}`
  const [opened, setOpened] = useState(() => readDraft(key) !== null)
  const [focusing, setFocusing] = useState(false)
  const Editor = markdownEditor.use()
  const create = useCreateComment(ticket, me)
  const draft = useDraft(key, '')
  const [error, setError] = useState<string | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (opened) markdownEditor.preload()
  }, [opened])

  const open = () => {
    markdownEditor.whenLoaded(() => {
      setFocusing(true)
      setOpened(true)
      const field = box.current?.querySelector('textarea')
      field?.focus({ preventScroll: true })
      box.current?.scrollIntoView({ block: 'nearest' })
    })
  }
  useImperativeHandle(ref, () => ({ focus: open }))

  const close = () => {
    setOpened(false)
    requestAnimationFrame(() => opener.current?.focus())
  }
  const send = async () => {
    setError(null)
    try {
      await create.mutateAsync(draft.text) // the draft stays until it is known to be saved
      draft.forget()
      close()
    } catch (reason) {
      setError(messageOf(reason))
    }
  }

  return (
    <div ref={box} className={classes.composer}>
      <span className={classes.who}>
        <UserAvatar name={me} size={20} decorative />
      </span>
      {opened && Editor ? (
        <Editor
          label="New comment"
          placeholder="Leave a comment…"
          value={create.isPending ? '' : draft.text}
          onChange={draft.set}
          onSubmit={send}
          onCancel={() => {
            if (draft.text.trim() === '') draft.forget()
            close()
          }}
          submitLabel="Comment"
          canSubmit={draft.text.trim() !== ''}
          busy={create.isPending}
          error={error}
          autoFocus={focusing}
          minRows={3}
          notice={
            draft.restored && (
              <div className={classes.notice}>
                Your draft is back.
                <button type="button" onClick={() => draft.forget()}>
                  Discard
                </button>
              </div>
            )
          }
        />
      ) : (
        <button
          ref={opener}
          type="button"
          className={classes.opener}
          onPointerEnter={markdownEditor.preload}
          onFocus={markdownEditor.preload}
          onClick={open}
        >
          {draft.text.trim() === '' ? 'Leave a comment…' : 'Go on with your comment…'}
        </button>
      )}
    </div>
  )
}
