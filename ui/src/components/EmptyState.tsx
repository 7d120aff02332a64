import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './States.module.css'

interface Props {
  icon: Icon
  title: string
  text?: ReactNode
  /** 1 where this is all that the page has. */
  level?: 1 | 2
  /** What one can do about it. */
  children?: ReactNode
}

/** A place where nothing is: says why and what to do next. */
export function EmptyState({ icon: Glyph, title, text, level = 2, children }: Props) {
  const Title = level === 1 ? 'h1' : 'h2'
  return (
    <div className={classes.state}>
      <Glyph size={32} stroke={1.3} aria-hidden className={classes.icon} />
      <Title className={classes.title}>{title}</Title>
      {text && <p className={classes.text}>{text}</p>}
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  )
}
