import { IconTicket } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import classes from './AuthCard.module.css'

interface Props {
  title: string
  /** A sentence beneath the title. */
  text?: ReactNode
  children: ReactNode
  /** What stands below the card, as the way to the other page. */
  below?: ReactNode
}

/** The card of the pages before one is signed in. */
export function AuthCard({ title, text, children, below }: Props) {
  useEffect(() => {
    document.title = `${title} · Ticketing`
  }, [title])
  return (
    <main className={classes.page}>
      <Link to="/" className={classes.brand}>
        <span className={classes.mark}>
          <IconTicket size={20} stroke={1.9} aria-hidden />
        </span>
        Ticketing
      </Link>
      <section className={classes.card} aria-labelledby="card-title">
        <h1 id="card-title" className={classes.title}>
          {title}
        </h1>
        {text && <p className={classes.text}>{text}</p>}
        {children}
      </section>
      {below && <p className={classes.below}>{below}</p>}
    </main>
  )
}
