import { Button, Popover, TextInput } from '@mantine/core'
import { IconCalendar, IconCheck, IconChevronDown } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { daysBefore, type Period, PRESETS, periodText, readPeriod, withDays } from './period'
import classes from './Toolbar.module.css'

interface Props {
  period: Period
  onChange: (period: Period) => void
}

/** Which days are shown: a length until today, or any two dates. */
export function PeriodPicker({ period, onChange }: Props) {
  const [opened, setOpened] = useState(false)
  const choose = (changed: Period) => {
    onChange(changed)
    setOpened(false)
  }
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={264}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.filter}
          aria-haspopup="dialog"
          aria-label={`Period: ${periodText(period)}`}
          onClick={() => setOpened(!opened)}
        >
          <IconCalendar size={15} stroke={1.7} aria-hidden />
          <span className={classes.value}>{periodText(period)}</span>
          <IconChevronDown size={13} stroke={1.8} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Period" p="xs">
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
      </Popover.Dropdown>
    </Popover>
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
