import { ActionIcon, Button } from '@mantine/core'
import {
  IconBlockquote,
  IconBold,
  IconCode,
  IconItalic,
  IconLink,
  IconList,
  IconListCheck,
  IconListNumbers,
} from '@tabler/icons-react'
import {
  type KeyboardEvent,
  type ReactNode,
  Suspense,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { Tooltip } from '@/components/Tooltip'
import { keysToShow } from '@/lib/keys'
import { continueList, editMarkdown, type MarkdownEdit, type Selected } from '@/lib/markdown-edit'
import { LazyMarkdown } from './LazyMarkdown'
import classes from './MarkdownEditor.module.css'

const TOOLS: readonly {
  edit: MarkdownEdit
  label: string
  icon: typeof IconBold
  keys?: string
}[] = [
  { edit: 'bold', label: 'Bold', icon: IconBold, keys: 'mod+b' },
  { edit: 'italic', label: 'Italic', icon: IconItalic, keys: 'mod+i' },
  { edit: 'code', label: 'Code', icon: IconCode, keys: 'mod+e' },
  { edit: 'link', label: 'Link', icon: IconLink },
  { edit: 'bullets', label: 'List', icon: IconList },
  { edit: 'numbers', label: 'Numbered list', icon: IconListNumbers },
  { edit: 'checks', label: 'Checklist', icon: IconListCheck },
  { edit: 'quote', label: 'Quote', icon: IconBlockquote },
]

interface Props {
  /** What is written, as "Description"; the field's name for a screen reader. */
  label: string
  value: string
  onChange: (text: string) => void
  onSubmit: () => void
  onCancel?: () => void
  submitLabel: string
  /** False while there is nothing to save. */
  canSubmit?: boolean
  busy?: boolean
  placeholder?: string
  minRows?: number
  /** Put the cursor into it, at the end of the text, when it appears. */
  autoFocus?: boolean
  error?: string | null
  /** What is to be said before the text. */
  notice?: ReactNode
}

/** A field for Markdown: a small toolbar, a preview, lists that go on by themselves. */
export function MarkdownEditor(props: Props) {
  const { label, value, onChange, onSubmit, onCancel, canSubmit = true, busy, error } = props
  const [preview, setPreview] = useState(false)
  const [tool, setTool] = useState(0)
  const field = useRef<HTMLTextAreaElement>(null)
  const selection = useRef<{ text: string; start: number; end: number } | null>(null)
  const errorId = useId()
  const panelId = useId()

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it appears
  useEffect(() => {
    const text = field.current
    if (!props.autoFocus || !text) return
    const box = text.closest('fieldset')
    const isLong = (box?.offsetHeight ?? 0) > window.innerHeight
    // At the end, unless that is far down: one would not see what one came to read.
    const place = isLong ? 0 : value.length
    text.focus({ preventScroll: true })
    text.setSelectionRange(place, place)
    box?.scrollIntoView({ block: isLong ? 'start' : 'nearest' })
  }, [])

  // What the browser's own editing could not take is put in by React; the selection follows here.
  useLayoutEffect(() => {
    if (selection.current?.text !== value) return
    field.current?.setSelectionRange(selection.current.start, selection.current.end)
    selection.current = null
  }, [value])

  const put = (next: Selected) => {
    if (field.current) replaceText(field.current, next, onChange)
    selection.current = next
  }
  const selected = (): Selected => ({
    text: value,
    start: field.current?.selectionStart ?? value.length,
    end: field.current?.selectionEnd ?? value.length,
  })

  const typed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    const mod = event.ctrlKey || event.metaKey
    const edit = TOOLS.find(({ keys }) => keys === `mod+${event.key.toLowerCase()}`)?.edit
    if (event.key === 'Enter' && mod) {
      event.preventDefault()
      if (canSubmit && !busy) onSubmit()
    } else if (event.key === 'Escape' && onCancel) {
      event.preventDefault()
      onCancel()
    } else if (mod && !event.shiftKey && !event.altKey && edit) {
      event.preventDefault()
      put(editMarkdown(edit, selected()))
    } else if (event.key === 'Enter' && !event.shiftKey) {
      const next = continueList(selected())
      if (!next) return
      event.preventDefault()
      put(next)
    }
  }

  const moveTool = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const next = (tool + step + TOOLS.length) % TOOLS.length
    setTool(next)
    event.currentTarget.querySelectorAll('button')[next]?.focus()
  }

  return (
    <fieldset className={classes.editor} aria-label={label}>
      {props.notice}
      <div className={classes.bar}>
        <div role="tablist" aria-label="Write or preview" className={classes.modes}>
          {(['Write', 'Preview'] as const).map((mode) => (
            <button
              key={mode}
              type="button"
              role="tab"
              aria-selected={(mode === 'Preview') === preview}
              aria-controls={panelId}
              className={classes.mode}
              onClick={() => {
                setPreview(mode === 'Preview')
                if (mode === 'Write') requestAnimationFrame(() => field.current?.focus())
              }}
            >
              {mode}
            </button>
          ))}
        </div>
        {!preview && (
          <div
            role="toolbar"
            aria-label="Formatting"
            className={classes.tools}
            onKeyDown={moveTool}
          >
            {TOOLS.map(({ edit, label: name, icon: Glyph, keys }, place) => (
              <Tooltip key={edit} label={keys ? `${name} (${keysToShow(keys)})` : name}>
                <ActionIcon
                  aria-label={name}
                  tabIndex={place === tool ? 0 : -1}
                  onMouseDown={(event) => event.preventDefault()} // the selection stays
                  onFocus={() => setTool(place)}
                  onClick={() => {
                    put(editMarkdown(edit, selected()))
                    field.current?.focus()
                  }}
                >
                  <Glyph size={16} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
            ))}
          </div>
        )}
      </div>
      <div id={panelId} role="tabpanel" aria-label={preview ? 'Preview' : 'Write'}>
        {preview && (
          <div className={classes.preview}>
            <Suspense>
              {value.trim() ? (
                <LazyMarkdown text={value} />
              ) : (
                <span className={classes.nothing}>Nothing to preview</span>
              )}
            </Suspense>
          </div>
        )}
        <div className={classes.grow} data-text={`${value} `} hidden={preview}>
          <textarea
            ref={field}
            className={classes.field}
            aria-label={label}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? errorId : undefined}
            placeholder={props.placeholder}
            rows={props.minRows ?? 4}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
            onKeyDown={typed}
          />
        </div>
      </div>
      <div className={classes.foot}>
        <span className={classes.hint}>
          {error ? (
            <span id={errorId} role="alert" className={classes.error}>
              {error}
            </span>
          ) : (
            'Markdown'
          )}
        </span>
        {onCancel && (
          <Button variant="subtle" color="gray" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Tooltip label={keysToShow('mod+Enter')}>
          <Button onClick={onSubmit} loading={busy} disabled={!canSubmit}>
            {props.submitLabel}
          </Button>
        </Tooltip>
      </div>
    </fieldset>
  )
}

/** Change a field's text as if it had been typed, so that the browser's undo knows it. */
function replaceText(
  field: HTMLTextAreaElement,
  next: Selected,
  onChange: (text: string) => void,
): void {
  const before = field.value
  let start = 0
  while (start < before.length && start < next.text.length && before[start] === next.text[start])
    start++
  let end = 0
  while (
    end < before.length - start &&
    end < next.text.length - start &&
    before[before.length - 1 - end] === next.text[next.text.length - 1 - end]
  )
    end++
  field.focus()
  field.setSelectionRange(start, before.length - end)
  const added = next.text.slice(start, next.text.length - end)
  const typed = added
    ? document.execCommand('insertText', false, added)
    : document.execCommand('delete')
  if (!typed || field.value !== next.text) onChange(next.text)
  else field.setSelectionRange(next.start, next.end)
}
