import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './States.module.css'

interface Props {
  icon: Icon
  title: string
  text?: ReactNode
  /** What one can do about it. */
  children?: ReactNode
}

/** A place where nothing is: says why and what to do next. */
export function EmptyState({ icon: Glyph, title, text, children }: Props) {
  return (
    <div className={classes.state}>
      <Glyph size={32} stroke={1.3} aria-hidden className={classes.icon} />
      <h2 className={classes.title}>{title}</h2>
      {text && <p className={classes.text}>{text}</p>}
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  )
}
