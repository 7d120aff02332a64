import { SegmentedControl, Textarea } from '@mantine/core'
import { lazy, type ReactElement, Suspense, useState } from 'react'
import { fromText, isSame, toText } from '../values'
import type { EditorProps } from './CellEditor'
import { EditorPopover } from './EditorPopover'
import classes from './editors.module.css'

const Markdown = lazy(() => import('@/components/Markdown').then((m) => ({ default: m.Markdown })))

/** A text of several lines, Markdown with a preview, or JSON. */
export function LongEditor(props: EditorProps & { shown: ReactElement }) {
  const { column, value, text: before, shown, onDone } = props
  const original = before ?? toText(column, value)
  const [text, setText] = useState(original)
  const [problem, setProblem] = useState('')
  const [isPreview, setPreview] = useState(false)
  const length = [...text].length
  return (
    <EditorPopover
      shown={shown}
      title={column.title}
      width={560}
      problem={problem}
      aside={
        <>
          {column.kind === 'markdown' && (
            <SegmentedControl
              size="xs"
              value={isPreview ? 'preview' : 'write'}
              onChange={(chosen) => setPreview(chosen === 'preview')}
              data={[
                { value: 'write', label: 'Write' },
                { value: 'preview', label: 'Preview' },
              ]}
            />
          )}
          {column.max_length !== null && (
            <span className={classes.count}>
              {length.toLocaleString('en')} of {column.max_length.toLocaleString('en')}
            </span>
          )}
        </>
      }
      onCancel={() => onDone(null, 'stay')}
      onKeep={(then) => {
        if (text === original) {
          onDone(null, then)
          return true
        }
        const reading = fromText(column, text)
        if (reading.problem === undefined) {
          onDone(isSame(reading.value, value) && !before ? null : { value: reading.value }, then)
          return true
        }
        if (then !== 'leave') {
          setProblem(reading.problem)
          return false
        }
        onDone({ value, text, problem: reading.problem }, then)
        return true
      }}
    >
      {isPreview ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.preview} aria-label="Preview" tabIndex={0}>
          <Suspense>
            <Markdown text={text} />
          </Suspense>
        </section>
      ) : (
        <Textarea
          data-autofocus
          aria-label={column.title}
          className={column.kind === 'json' ? classes.code : undefined}
          autosize
          minRows={6}
          maxRows={16}
          spellCheck={column.kind !== 'json'}
          value={text}
          error={problem !== '' || undefined}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setProblem('')
          }}
        />
      )}
    </EditorPopover>
  )
}
