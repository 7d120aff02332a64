import type { ReactNode } from 'react'
import classes from './Legend.module.css'

export interface LegendItem {
  name: string
  label: string
  color: string
  /** Its sign, where it has one that does not need the colour. */
  icon?: ReactNode
  dashed?: boolean
}

interface Props {
  label: string
  items: readonly LegendItem[]
  /** With these, each entry is a button that shows or hides its part. */
  hidden?: readonly string[]
  onToggle?: (name: string) => void
}

/** What the parts of a chart mean. */
export function Legend({ label, items, hidden = [], onToggle }: Props) {
  return (
    <ul className={classes.legend} aria-label={label}>
      {items.map((item) => {
        const body = (
          <>
            {item.icon ?? (
              <span
                aria-hidden
                className={classes.line}
                data-dashed={item.dashed || undefined}
                style={{ color: item.color }}
              />
            )}
            {item.label}
          </>
        )
        return (
          <li key={item.name}>
            {onToggle ? (
              <button
                type="button"
                className={classes.entry}
                aria-pressed={!hidden.includes(item.name)}
                title={hidden.includes(item.name) ? `Show ${item.label}` : `Hide ${item.label}`}
                onClick={() => onToggle(item.name)}
              >
                {body}
              </button>
            ) : (
              <span className={classes.entry}>{body}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
