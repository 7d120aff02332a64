import type { ReactNode } from 'react'
import classes from './Section.module.css'

interface Props {
  title: string
  /** How many there are. */
  count?: number
  /** A link or button at the end of the heading. */
  aside?: ReactNode
  children: ReactNode
}

/** A part of a page under a heading. */
export function Section({ title, count, aside, children }: Props) {
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {count !== undefined && <span className={classes.count}>{count.toLocaleString('en')}</span>}
        {aside && <span className={classes.aside}>{aside}</span>}
      </div>
      {children}
    </section>
  )
}
