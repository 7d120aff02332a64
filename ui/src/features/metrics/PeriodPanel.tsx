import { Button, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { daysBefore, type Period, PRESETS, readPeriod, withDays } from './period'
import classes from './Toolbar.module.css'

interface Props {
  period: Period
  onChange: (period: Period) => void
}

/** What `PeriodPicker` opens: lengths until today, or any two dates. */
export function PeriodPanel({ period, onChange, onDone }: Props & { onDone: () => void }) {
  const choose = (changed: Period) => {
    onChange(changed)
    onDone()
  }
  return (
    <>
      {PRESETS.map(({ days, label }) => {
        const today = readPeriod({}).to
        const chosen = period.open && period.days === days
        return (
          <button
            key={days}
            type="button"
            className={classes.preset}
            aria-pressed={chosen}
            onClick={() => choose(withDays(period, daysBefore(today, days), today))}
          >
            {label}
            {chosen && <IconCheck size={15} stroke={2} aria-hidden />}
          </button>
        )
      })}
      <Dates period={period} onChange={choose} />
    </>
  )
}

function Dates({ period, onChange }: Props) {
  const [from, setFrom] = useState(period.from)
  const [to, setTo] = useState(period.to)
  const today = readPeriod({}).to
  const wrong =
    from === '' || to === ''
      ? 'Both days are needed'
      : from > to
        ? 'It ends before it begins'
        : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!wrong) onChange(withDays(period, from, to))
  }
  return (
    <form className={classes.dates} onSubmit={submit} noValidate>
      <TextInput
        type="date"
        label="From"
        min="1970-01-02"
        max={to || today}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label="To"
        min={from}
        max={today}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <p className={classes.wrong} role="status">
        {wrong}
      </p>
      <Button type="submit" disabled={wrong !== null}>
        Show these days
      </Button>
    </form>
  )
}
