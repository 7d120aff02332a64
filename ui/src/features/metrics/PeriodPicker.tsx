import { IconCalendar, IconChevronDown } from '@tabler/icons-react'
import { DropdownButton } from '@/components/DropdownButton'
import { lazily } from '@/lib/lazily'
import { type Period, periodText } from './period'
import classes from './Toolbar.module.css'

const panel = lazily(() => import('./PeriodPanel').then((m) => m.PeriodPanel))

interface Props {
  period: Period
  onChange: (period: Period) => void
}

/** Which days are shown: a length until today, or any two dates. */
export function PeriodPicker({ period, onChange }: Props) {
  return (
    <DropdownButton
      kind="panel"
      label="Period"
      content={panel}
      about={{ period, onChange }}
      position="bottom-start"
      width={264}
    >
      <button type="button" className={classes.filter} aria-label={`Period: ${periodText(period)}`}>
        <IconCalendar size={15} stroke={1.7} aria-hidden />
        <span className={classes.value}>{periodText(period)}</span>
        <IconChevronDown size={13} stroke={1.8} aria-hidden />
      </button>
    </DropdownButton>
  )
}
