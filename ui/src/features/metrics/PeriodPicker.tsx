import { IconCalendar, IconChevronDown } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { lazily } from '@/lib/lazily'
import { type Period, periodText } from './period'
import classes from './Toolbar.module.css'

const dropdown = lazily(() => import('./PeriodDropdown').then((m) => m.PeriodDropdown))

interface Props {
  period: Period
  onChange: (period: Period) => void
}

/** Which days are shown: a length until today, or any two dates. */
export function PeriodPicker({ period, onChange }: Props) {
  const [opened, setOpened] = useState(false)
  const [used, setUsed] = useState(false)
  const target = useRef<HTMLButtonElement>(null)
  const Dropdown = dropdown.use()
  const open = () => {
    setUsed(true)
    setOpened(!opened)
    dropdown.whenLoaded(() => {})
  }
  return (
    <>
      <button
        ref={target}
        type="button"
        className={classes.filter}
        aria-haspopup="dialog"
        aria-expanded={opened}
        aria-label={`Period: ${periodText(period)}`}
        onPointerEnter={dropdown.preload}
        onFocus={dropdown.preload}
        onClick={open}
      >
        <IconCalendar size={15} stroke={1.7} aria-hidden />
        <span className={classes.value}>{periodText(period)}</span>
        <IconChevronDown size={13} stroke={1.8} aria-hidden />
      </button>
      {used && Dropdown && (
        <Dropdown
          period={period}
          onChange={onChange}
          target={target}
          opened={opened}
          onOpenedChange={setOpened}
        />
      )}
    </>
  )
}
