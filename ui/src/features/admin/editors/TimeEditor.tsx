import '@mantine/dates/styles.css'
import { Button, TextInput } from '@mantine/core'
import { InlineDateTimePicker } from '@mantine/dates'
import { type ReactElement, useState } from 'react'
import { ago } from '@/lib/time'
import { fromText, isSame, timeText, toText } from '../values'
import type { EditorProps } from './CellEditor'
import { EditorPopover } from './EditorPopover'
import classes from './editors.module.css'

/** A moment, typed or chosen in a calendar, in the reader's time zone. */
export function TimeEditor(props: EditorProps & { shown: ReactElement }) {
  const { column, value, text: before, shown, onDone } = props
  const original = before ?? toText(column, value)
  const [text, setText] = useState(original)
  const [problem, setProblem] = useState('')
  const [month, setMonth] = useState<string | null>(null)
  const reading = fromText(column, text)
  const moment =
    reading.problem === undefined && typeof reading.value === 'number' ? reading.value : null
  const change = (next: string) => {
    setText(next)
    setProblem('')
    setMonth(null)
  }
  return (
    <EditorPopover
      shown={shown}
      title={column.title}
      width={300}
      problem={problem}
      onCancel={() => onDone(null, 'stay')}
      onKeep={(then) => {
        if (text === original) {
          onDone(null, then)
          return true
        }
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
      <TextInput
        data-autofocus
        aria-label={column.title}
        placeholder="2026-11-23 14:05:00"
        value={text}
        error={problem !== ''}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (reading.problem !== undefined) setProblem(reading.problem)
          else if (text === original) onDone(null, 'stay')
          else onDone({ value: reading.value }, 'stay')
        }}
      />
      <InlineDateTimePicker
        size="xs"
        withSeconds
        hideOutsideDates
        weekendDays={[]}
        date={month ?? timeText(moment ?? Date.now()).slice(0, 10)}
        onDateChange={setMonth}
        value={moment === null ? null : timeText(moment).slice(0, 19)}
        onChange={(chosen) => change(chosen ?? '')}
        timePickerProps={{ 'aria-label': 'Time of day', classNames: { field: classes.time } }}
        submitButtonProps={{ style: { display: 'none' } }}
        ariaLabels={{
          nextMonth: 'Next month',
          previousMonth: 'Previous month',
          nextYear: 'Next year',
          previousYear: 'Previous year',
        }}
      />
      <div className={classes.bottom}>
        <span className={classes.hint}>{moment === null ? 'No value' : ago(moment)}</span>
        <Button variant="default" onClick={() => change(timeText(Date.now()))}>
          Now
        </Button>
        {column.nullable && (
          <Button variant="default" disabled={text === ''} onClick={() => change('')}>
            No value
          </Button>
        )}
      </div>
    </EditorPopover>
  )
}
