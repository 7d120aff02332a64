import { Button } from '@mantine/core'
import { IconBolt, IconCode, IconHistory, IconServer, IconTicket } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import classes from './WelcomePage.module.css'

const POINTS = [
  {
    icon: IconBolt,
    title: 'Quick',
    text: 'Boards, lists and search that answer before you wonder, from the keyboard if you like.',
  },
  {
    icon: IconHistory,
    title: 'Nothing lost',
    text: 'Every change is kept with who, when, before and after, and can be drawn as a flow.',
  },
  {
    icon: IconCode,
    title: 'Open',
    text: 'All that the pages do is a documented REST call, and every figure is plain SQL.',
  },
  {
    icon: IconServer,
    title: 'Yours',
    text: 'One command on your own server. No page here asks another host for anything.',
  },
]

/** What strangers see at `/`. */
export function WelcomePage() {
  useEffect(() => {
    document.title = 'Ticketing'
  }, [])
  return (
    <main className={classes.page}>
      <span className={classes.mark}>
        <IconTicket size={30} stroke={1.7} aria-hidden />
      </span>
      <h1 className={classes.title}>The issue tracker that keeps out of your way</h1>
      <p className={classes.text}>
        Issues, a Kanban board, full history and metrics for your team, on your own server.
      </p>
      <div className={classes.actions}>
        <Button component={Link} to="/login" size="sm">
          Log in
        </Button>
        <Button component={Link} to="/register" size="sm" variant="default">
          Register
        </Button>
      </div>
      <ul className={classes.points}>
        {POINTS.map(({ icon: Glyph, title, text }) => (
          <li key={title} className={classes.point}>
            <Glyph size={20} stroke={1.6} aria-hidden className={classes.glyph} />
            <h2 className={classes.pointTitle}>{title}</h2>
            <p className={classes.pointText}>{text}</p>
          </li>
        ))}
      </ul>
    </main>
  )
}
