import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { UserAvatar } from '@/components/UserAvatar'
import { readDraft } from '@/lib/drafts'
import { lazily } from '@/lib/lazily'
import { holdTyping } from '@/lib/type-ahead'
import { useRefocus } from '@/lib/use-refocus'
import classes from './Composer.module.css'

const composerForm = lazily(() => import('./ComposerForm').then((m) => m.ComposerForm))

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
  const draftKey = `${me}:comment-on:${ticket}`
  const [opened, setOpened] = useState(() => readDraft(draftKey) !== null)
  const [kept, setKept] = useState(false)
  const [focusing, setFocusing] = useState(false)
  const Form = composerForm.use()
  const box = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (opened) composerForm.preload()
  }, [opened])

  const open = () => {
    holdTyping()
    composerForm.whenLoaded(() => {
      setFocusing(true)
      setOpened(true)
      const field = box.current?.querySelector('textarea') // of a form that is open already
      field?.focus({ preventScroll: true })
      field?.scrollIntoView({ block: 'nearest' })
    })
  }
  useImperativeHandle(ref, () => ({ focus: open }))
  useRefocus(opened && Form !== undefined, opener)

  return (
    <div ref={box} className={classes.composer}>
      <span className={classes.who}>
        <UserAvatar name={me} size={20} decorative />
      </span>
      {opened && Form ? (
        <Form
          ticket={ticket}
          me={me}
          draftKey={draftKey}
          autoFocus={focusing}
          onClose={(left) => {
            setOpened(false)
            setKept(left)
          }}
        />
      ) : (
        <button
          ref={opener}
          type="button"
          className={classes.opener}
          onPointerEnter={composerForm.preload}
          onFocus={composerForm.preload}
          onClick={open}
        >
          {kept ? 'Go on with your comment…' : 'Leave a comment…'}
        </button>
      )}
    </div>
  )
}
