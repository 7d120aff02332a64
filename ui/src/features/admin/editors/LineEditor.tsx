import { useRef, useState } from 'react'
import { matches } from '@/lib/keys'
import { fromText, isSame, toText } from '../values'
import type { EditorProps, Then } from './CellEditor'
import classes from './editors.module.css'
import { saveNow } from './save-now'

/** A value of one line, edited within its cell. */
export function LineEditor({ column, value, text: before, onDone }: EditorProps) {
  const original = before ?? toText(column, value)
  const [text, setText] = useState(original)
  const [problem, setProblem] = useState('')
  const isOver = useRef(false)

  /** End the edit, and do something more unless what is typed stands for no value. */
  const finish = (then: Then, next?: () => void) => {
    if (isOver.current) return
    if (text === original) {
      isOver.current = true
      onDone(null, then)
      next?.()
      return
    }
    const reading = fromText(column, text)
    if (reading.problem === undefined) {
      isOver.current = true
      onDone(isSame(reading.value, value) && !before ? null : { value: reading.value }, then)
      next?.()
    } else if (then === 'leave') {
      isOver.current = true
      onDone({ value, text, problem: reading.problem }, then)
    } else setProblem(reading.problem)
  }

  return (
    <>
      <input
        ref={(input) => {
          if (!input || document.activeElement === input) return
          input.focus()
          input.select()
        }}
        className={classes.line}
        aria-label={column.title}
        aria-invalid={problem !== '' || undefined}
        aria-errormessage={problem ? 'cell-problem' : undefined}
        inputMode={column.kind === 'integer' ? 'numeric' : undefined}
        autoComplete="off"
        spellCheck={column.kind === 'text'}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setProblem('')
        }}
        onBlur={() => finish('leave')}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') {
            isOver.current = true
            onDone(null, 'stay')
          } else if (event.key === 'Enter') finish(event.shiftKey ? 'up' : 'down')
          else if (event.key === 'Tab') finish(event.shiftKey ? 'previous' : 'next')
          else if (matches('mod+s', event.nativeEvent)) finish('stay', saveNow)
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      {problem && (
        <span id="cell-problem" role="alert" className={classes.problem}>
          {problem}
        </span>
      )}
    </>
  )
}
