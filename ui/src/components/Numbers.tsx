import type { ReactNode } from 'react'
import classes from './Numbers.module.css'

/** Figures side by side, each under its name. */
export function Numbers({ items }: { items: readonly { label: string; value: ReactNode }[] }) {
  return (
    <dl className={classes.numbers}>
      {items.map(({ label, value }) => (
        <div key={label} className={classes.item}>
          <dt className={classes.label}>{label}</dt>
          <dd className={classes.value}>
            {typeof value === 'number' ? value.toLocaleString('en') : value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
