import { Button, Popover, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type FormEvent, type RefObject, useEffect, useState } from 'react'
import { PickerAnchor } from '@/components/PickerAnchor'
import { daysBefore, type Period, PRESETS, readPeriod, withDays } from './period'
import classes from './Toolbar.module.css'

interface Props {
  period: Period
  onChange: (period: Period) => void
}

interface DropdownProps extends Props {
  target: RefObject<HTMLElement | null>
  opened: boolean
  onOpenedChange: (opened: boolean) => void
}

/** What `PeriodPicker` opens: lengths until today, or any two dates. */
export function PeriodDropdown(props: DropdownProps) {
  const { period, target, opened, onChange, onOpenedChange } = props
  // It opens after it was there closed: only then it knows where the focus came from.
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  const choose = (changed: Period) => {
    onChange(changed)
    onOpenedChange(false)
  }
  return (
    <Popover
      opened={ready && opened}
      onChange={onOpenedChange}
      position="bottom-start"
      width={264}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <PickerAnchor element={target} />
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
