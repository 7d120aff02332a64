import { VisuallyHidden } from '@mantine/core'
import { count } from '../figures'
import classes from './Columns.module.css'

interface Column {
  key: string
  /** What it counts, as "4 h – 1 d". */
  label: string
  /** What stands below it, where there is little room. */
  short?: string
  value: number
  /** How much of it is drawn strongly; all of it where nothing is said. */
  part?: number
}

interface Props {
  /** What the columns tell, for who cannot see them. */
  label: string
  items: readonly Column[]
  color: string
}

/** A histogram: a column with its number for each value, its bin's name below. */
export function Columns({ label, items, color }: Props) {
  const most = Math.max(1, ...items.map(({ value }) => value))
  return (
    <ul className={classes.columns} aria-label={label} style={{ color }}>
      {items.map((item) => (
        <li key={item.key} className={classes.item} title={`${item.label}: ${count(item.value)}`}>
          <VisuallyHidden>{`${item.label}: ${count(item.value)}`}</VisuallyHidden>
          <span aria-hidden className={classes.plot}>
            <span className={classes.value}>{item.value > 0 ? count(item.value) : ''}</span>
            <span
              className={classes.column}
              style={{ height: `calc((100% - 16px) * ${item.value / most})` }}
              data-empty={item.value === 0 || undefined}
            >
              {item.value > 0 && (
                <span style={{ height: `${((item.part ?? item.value) / item.value) * 100}%` }} />
              )}
            </span>
          </span>
          <span aria-hidden className={classes.label}>
            {item.short ?? item.label}
          </span>
        </li>
      ))}
    </ul>
  )
}
