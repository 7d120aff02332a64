import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './States.module.css'

interface Props {
  icon: Icon
  title: string
  text?: ReactNode
  /** What one can do about it. */
  children?: ReactNode
  /** 1 where it stands for a whole page, which has no other heading then. */
  level?: 1 | 2
}

/** A place where nothing is: says why and what to do next. */
export function EmptyState({ icon: Glyph, title, text, children, level = 2 }: Props) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className={classes.state}>
      <Glyph size={32} stroke={1.3} aria-hidden className={classes.icon} />
      <Heading className={classes.title}>{title}</Heading>
      {text && <p className={classes.text}>{text}</p>}
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  )
}
