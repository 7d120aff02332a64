import { lazy, Suspense, useState } from 'react'
import { MarkdownEditor } from '@/components/MarkdownEditor'
import { Time } from '@/components/Time'
import { useDraft, writeDraft } from '@/lib/drafts'
import { isUndecided, merge } from '@/lib/merge'
import { messageOf } from '@/lib/problem'
import { toastDone } from '@/lib/toast'
import type { Conflict } from './conflict'
import type { MarkdownColumn } from './MarkdownField'
import classes from './MarkdownField.module.css'
import { useGuardedSave } from './use-guarded-save'

const ConflictPanel = lazy(() =>
  import('./ConflictPanel').then((m) => ({ default: m.ConflictPanel })),
)

interface Props {
  column: MarkdownColumn
  ticket: string
  /** What is saved, and the version of the issue that has it. */
  saved: string
  version: number
  draftKey: string
  /** Called when a save is on its way, and when it came back refused. */
  onSaving: (saving: boolean) => void
  onClose: () => void
  /** Called when what was given up is taken back. */
  onReopen: () => void
}

/** Edits a text on top of the version that its writer began with. */
export function MarkdownFieldEditor(props: Props) {
  const { column, ticket, saved, version, draftKey, onSaving, onClose, onReopen } = props
  const { field, name } = column
  const title = name.charAt(0).toUpperCase() + name.slice(1)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const [merging, setMerging] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const draft = useDraft(draftKey, saved)
  const [begun, setBegun] = useState({
    base: draft.restored?.base ?? saved,
    version: draft.restored?.version ?? version,
  })
  const send = useGuardedSave(ticket, field, `${title} changed`)

  // As long as nobody touched the text, the newest version that the page knows is as good as that
  // from which the writing began.
  const basis = saved === begun.base ? { base: saved, version } : begun

  const save = async (text: string, from = basis) => {
    if (text === saved) {
      draft.forget()
      return onClose()
    }
    setError(null)
    onSaving(true)
    const refusal = await send({ text, ...from })
    if (refusal === null) {
      draft.forget()
      return onClose()
    }
    onSaving(false)
    if (refusal.kind === 'conflict') setConflict(refusal.conflict)
    else setError('error' in refusal ? messageOf(refusal.error) : 'It keeps changing; try again.')
  }

  /** Close without saving; what was written can be taken back. */
  const giveUp = (said: string) => {
    const { text } = draft
    draft.forget()
    onClose()
    if (text === begun.base) return
    toastDone(said, () => {
      writeDraft(draftKey, { text, ...begun })
      onReopen()
    })
  }

  if (conflict) {
    const { base, mine, theirs, version: newest } = conflict
    return (
      <Suspense>
        <ConflictPanel
          ticket={ticket}
          field={field}
          name={name}
          conflict={conflict}
          onTheirs={() => giveUp('Your text was put aside')}
          onMine={() => {
            setConflict(null)
            setBegun({ base: theirs, version: newest })
            save(mine, { base: theirs, version: newest })
          }}
          onMerge={() => {
            const merged = merge(base, mine, theirs)
            const from = { base: theirs, version: newest }
            setBegun(from)
            draft.set(merged.text, from)
            setMerging(true)
            setConflict(null)
          }}
        />
      </Suspense>
    )
  }

  const undecided = merging && isUndecided(draft.text)
  const changedMeanwhile = saved !== begun.base && saved !== draft.text
  return (
    <MarkdownEditor
      label={title}
      placeholder={column.placeholder}
      value={draft.text}
      onChange={(text) => draft.set(text, begun)}
      onSubmit={() => save(draft.text)}
      onCancel={() => giveUp('Your changes were discarded')}
      submitLabel="Save"
      canSubmit={!undecided}
      minRows={column.minRows}
      autoFocus={draft.restored === null || merging}
      error={error}
      notice={
        undecided ? (
          <p className={classes.notice}>
            Both of you changed the same lines. They stand one after the other between the marks{' '}
            <code>{'<<<<<<<'}</code> and <code>{'>>>>>>>'}</code>: keep what you want of them and
            delete the marks.
          </p>
        ) : changedMeanwhile ? (
          <p className={classes.notice}>
            The {name} was changed meanwhile. When you save you will see both.
          </p>
        ) : (
          draft.restored && (
            <p className={classes.notice}>
              Your draft from <Time at={draft.restored.savedOn} /> is back.{' '}
              <button type="button" onClick={() => giveUp('Your draft was discarded')}>
                Discard
              </button>
            </p>
          )
        )
      }
    />
  )
}
