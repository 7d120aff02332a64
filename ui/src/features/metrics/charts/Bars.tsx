import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { IssueSearch } from '@/features/issues/search'
import { count } from '../figures'
import classes from './Bars.module.css'

export interface BarPart {
  name: string
  value: number
  color: string
}

export interface Bar {
  key: string
  label: string
  icon?: ReactNode
  /** The whole. */
  value: number
  /** What it is made of, from its beginning; what these leave of the whole is drawn faintly. */
  parts: readonly BarPart[]
  /** Said after the number. */
  note?: string
  /** The issues that it counts. */
  search?: IssueSearch
}

interface Props {
  label: string
  bars: readonly Bar[]
}

/** Bars with their names and numbers, each a link to what it counts where there is one. */
export function Bars({ label, bars }: Props) {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <ul className={classes.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} className={classes.item}>
          {bar.search && bar.value > 0 ? (
            <Link to="/issues" search={bar.search} className={classes.row}>
              <Line bar={bar} most={most} />
            </Link>
          ) : (
            <div className={classes.row}>
              <Line bar={bar} most={most} />
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

function Line({ bar, most }: { bar: Bar; most: number }) {
  return (
    <>
      <span className={classes.label} title={bar.label}>
        {bar.icon}
        <span className={classes.name}>{bar.label}</span>
      </span>
      <span className={classes.track} aria-hidden>
        <span
          className={classes.whole}
          style={{ width: `${(bar.value / most) * 100}%`, color: bar.parts[0]?.color }}
        >
          {bar.parts
            .filter(({ value }) => value > 0)
            .map((part) => (
              <span
                key={part.name}
                title={`${part.name}: ${count(part.value)}`}
                style={{ width: `${(part.value / bar.value) * 100}%`, background: part.color }}
              />
            ))}
        </span>
      </span>
      <span className={classes.value}>
        {count(bar.value)}
        {bar.note && <span className={classes.note}> {bar.note}</span>}
      </span>
    </>
  )
}
