import { Link } from '@tanstack/react-router'
import { linkLabel } from '@/features/links/kinds'
import { linkOf } from '../timeline'
import classes from './changes.module.css'
import type { ChangeProps } from './types'

/** "linked it: blocks OPS-2", "removed the link: blocks OPS-2" */
export function LinkChange({ change }: ChangeProps) {
  const { ticket, kindName } = linkOf(change.new ?? change.old ?? '')
  const label = linkLabel(kindName)
  return (
    <>
      {change.new === null ? 'removed the link: ' : 'linked it: '}
      {label.charAt(0).toLowerCase() + label.slice(1)}{' '}
      <Link to="/issues/$ticket" params={{ ticket }} className={classes.ticket}>
        {ticket}
      </Link>
    </>
  )
}
