import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { messageOf } from '@/lib/problem'
import classes from './ConfirmDialog.module.css'

interface Props {
  title: string
  children: ReactNode
  /** What the button says that does it. */
  action: string
  /** What has to be typed first, for what costs most. */
  typed?: string
  /** Do it; the dialog stays while it runs, and says why if it fails. */
  onConfirm: () => Promise<void> | void
  onClose: () => void
}

/** Asks before something is done that cannot be undone. */
export function ConfirmDialog({ title, children, action, typed, onConfirm, onClose }: Props) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const may = typed === undefined || text.trim().toUpperCase() === typed.toUpperCase()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!may || busy) return
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      onClose()
    } catch (reason) {
      setError(messageOf(reason))
      setBusy(false)
    }
  }
  return (
    <Modal.Root opened onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <form onSubmit={submit} className={classes.form}>
            <div>{children}</div>
            {typed !== undefined && (
              <TextInput
                label={`Type ${typed} to confirm`}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
                autoComplete="off"
                data-autofocus
              />
            )}
            {error && (
              <p role="alert" className={classes.error}>
                {error}
              </p>
            )}
            <div className={classes.buttons}>
              <Button
                variant="default"
                onClick={onClose}
                data-autofocus={typed === undefined || undefined}
              >
                Cancel
              </Button>
              <Button type="submit" color="red" loading={busy} disabled={!may}>
                {action}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
