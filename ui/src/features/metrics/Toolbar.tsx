import { SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import { PeriodPicker } from './PeriodPicker'
import { ProjectPicker } from './ProjectPicker'
import { INTERVALS, type Period, possibleIntervals } from './period'
import classes from './Toolbar.module.css'

const LABELS = { day: 'Day', week: 'Week', month: 'Month' }

interface Props {
  period: Period
  onChange: (period: Period) => void
  children?: ReactNode
}

/** Of what, of when and in which steps. */
export function Toolbar({ period, onChange, children }: Props) {
  const possible = possibleIntervals(period.days)
  return (
    <div role="toolbar" aria-label="What is shown" className={classes.bar}>
      <ProjectPicker
        chosen={period.projects}
        onChange={(projects) => onChange({ ...period, projects })}
      />
      <PeriodPicker period={period} onChange={onChange} />
      <SegmentedControl
        size="xs"
        aria-label="Interval"
        className={classes.interval}
        data={INTERVALS.map((value) => ({
          value,
          label: LABELS[value],
          disabled: !possible.includes(value),
        }))}
        value={period.interval}
        onChange={(value) => {
          const interval = INTERVALS.find((item) => item === value)
          if (interval) onChange({ ...period, interval })
        }}
      />
      {children}
    </div>
  )
}
