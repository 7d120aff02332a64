import { Button } from '@mantine/core'
import { messageOf } from '@/lib/problem'
import classes from './States.module.css'

interface Props {
  /** What is missing, as "The links". */
  what: string
  error: unknown
  onRetry: () => void
}

/** What stands in place of a part of a page that could not be had; the rest is there. */
export function PartError({ what, error, onRetry }: Props) {
  return (
    <div role="alert" className={classes.part}>
      <span>
        {what} could not be loaded. {messageOf(error)}
      </span>
      <Button variant="default" onClick={onRetry}>
        Try again
      </Button>
    </div>
  )
}
