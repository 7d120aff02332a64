import { ActionIcon } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import {
  type KeyboardEvent,
  lazy,
  type Ref,
  Suspense,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { Tooltip } from '@/components/Tooltip'
import { messageOf } from '@/lib/problem'
import { useRefocus } from '@/lib/use-refocus'
import type { Conflict } from './conflict'
import type { EditHandle } from './MarkdownField'
import classes from './Summary.module.css'
import { useGuardedSave } from './use-guarded-save'

const ConflictPanel = lazy(() =>
  import('./ConflictPanel').then((m) => ({ default: m.ConflictPanel })),
)
const LONGEST = 500

interface Props {
  ticket: string
  summary: string
  version: number
  mayEdit: boolean
  ref?: Ref<EditHandle>
}

interface Begun {
  base: string
  version: number
}

/** The title of an issue, edited where it stands: Enter saves, Esc leaves it. */
export function Summary({ ticket, summary, version, mayEdit, ref }: Props) {
  const [text, setText] = useState<string | null>(null)
  const [begun, setBegun] = useState<Begun>({ base: summary, version })
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [saving, setSaving] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const send = useGuardedSave(ticket, 'issue_summary', 'Summary changed')

  const edit = () => {
    setBegun({ base: summary, version })
    setText(summary)
    setError(null)
  }
  useImperativeHandle(ref, () => ({ edit }))
  useRefocus(text !== null && !saving, button)

  const close = () => {
    setText(null)
    setSaving(false)
    setError(null)
  }

  const save = async (wanted: string, from: Begun, byEnter: boolean) => {
    const next = wanted.trim()
    if (next === summary || (next === '' && !byEnter)) return close()
    if (next === '') return setError('An issue needs a summary.')
    setError(null)
    setSaving(true)
    const refusal = await send({ text: next, ...from })
    if (refusal === null) return close()
    setSaving(false)
    setText(wanted)
    if (refusal.kind === 'conflict') setConflict(refusal.conflict)
    else setError('error' in refusal ? messageOf(refusal.error) : 'It keeps changing; try again.')
  }

  if (conflict) {
    const { theirs, mine, version: newest } = conflict
    const from = { base: theirs, version: newest }
    return (
      <Suspense>
        <h1 className={classes.summary}>{summary}</h1>
        <ConflictPanel
          ticket={ticket}
          field="issue_summary"
          name="summary"
          conflict={conflict}
          onTheirs={() => {
            setConflict(null)
            close()
          }}
          onMine={() => {
            setConflict(null)
            save(mine, from, true)
          }}
          onMerge={() => {
            setConflict(null)
            setBegun(from)
            setText(mine)
          }}
        />
      </Suspense>
    )
  }

  if (text !== null && !saving)
    return (
      <SummaryField
        text={text}
        error={error}
        onChange={setText}
        // As long as nobody touched it, the newest version that the page knows is as good.
        onSave={(byEnter) =>
          save(text, summary === begun.base ? { ...begun, version } : begun, byEnter)
        }
        onCancel={() => close()}
      />
    )

  return (
    <div className={classes.line}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button beside it is for the keyboard */}
      <h1
        className={classes.summary}
        data-editable={mayEdit || undefined}
        onClick={() => {
          const selecting = window.getSelection()?.isCollapsed === false
          if (mayEdit && !selecting) edit()
        }}
      >
        {summary}
      </h1>
      {mayEdit && (
        <Tooltip label="Edit the summary (T)">
          <ActionIcon
            ref={button}
            className={classes.edit}
            aria-label="Edit the summary"
            onClick={edit}
          >
            <IconPencil size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  )
}

interface FieldProps {
  text: string
  error: string | null
  onChange: (text: string) => void
  /** Leaving the field saves as well, but forgives that it is empty. */
  onSave: (byEnter: boolean) => void
  onCancel: () => void
}

function SummaryField({ text, error, onChange, onSave, onCancel }: FieldProps) {
  const done = useRef(false)
  const typed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') {
      event.preventDefault()
      done.current = text.trim() !== ''
      onSave(true)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      done.current = true
      onCancel()
    }
  }
  return (
    <div>
      <div className={classes.grow} data-text={`${text} `}>
        <textarea
          // biome-ignore lint/a11y/noAutofocus: it appears because one asked to edit it
          autoFocus
          rows={1}
          className={classes.input}
          aria-label="Summary"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? 'summary-error' : undefined}
          maxLength={LONGEST}
          value={text}
          onFocus={(event) => {
            const end = event.currentTarget.value.length
            event.currentTarget.setSelectionRange(end, end)
          }}
          onChange={(event) => onChange(event.currentTarget.value.replace(/\s*\n\s*/g, ' '))}
          onKeyDown={typed}
          onBlur={() => {
            if (!done.current) onSave(false)
          }}
        />
      </div>
      {error && (
        <p id="summary-error" role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </div>
  )
}
