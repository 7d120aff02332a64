import { Link } from '@tanstack/react-router'
import classes from './UserLink.module.css'

/** A person's name, leading to his page. */
export function UserLink({ name }: { name: string }) {
  return (
    <Link to="/users/$user" params={{ user: name }} className={classes.person}>
      {name}
    </Link>
  )
}
