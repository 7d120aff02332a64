import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCloudOff, IconMapSearch } from '@tabler/icons-react'
import { ApiError, messageOf, OfflineError } from '@/lib/problem'
import { EmptyState } from './EmptyState'
import classes from './States.module.css'

interface Props {
  error: unknown
  onRetry?: () => void
  /** 1 where this is all that the page has. */
  level?: 1 | 2
}

/** What stands in place of content that could not be had, with a way to try again. */
export function ErrorState({ error, onRetry, level }: Props) {
  const missing = error instanceof ApiError && error.status === 404
  const offline = error instanceof OfflineError
  const icon = missing ? IconMapSearch : offline ? IconCloudOff : IconAlertTriangle
  const title = missing ? 'Not found' : offline ? 'You are offline' : 'This could not be loaded'
  const text = missing ? 'It does not exist, or it is not for you.' : messageOf(error)
  const requestId = error instanceof ApiError ? error.problem.request_id : undefined
  return (
    <div role="alert">
      <EmptyState icon={icon} title={title} text={text} level={level}>
        {onRetry && !missing && (
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </EmptyState>
      {requestId && !missing && <p className={classes.request}>Request {requestId}</p>}
    </div>
  )
}
