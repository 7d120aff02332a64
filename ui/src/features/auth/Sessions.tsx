import { Badge, Button } from '@mantine/core'
import { IconDeviceDesktop } from '@tabler/icons-react'
import { ErrorState } from '@/components/ErrorState'
import { SkeletonRows } from '@/components/SkeletonRows'
import { Time } from '@/components/Time'
import { toastError } from '@/lib/toast'
import classes from './Account.module.css'
import { useEndSession } from './api/end-session'
import { signOutEverywhere } from './api/end-sessions'
import { useSessions } from './api/list-sessions'
import { announceSession } from './session'
import { programOf } from './user-agent'

/** Where one is signed in, and how to end it. */
export function Sessions() {
  const { data, error, refetch } = useSessions()
  const end = useEndSession()
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <SkeletonRows rows={3} label="Loading sessions" />
  const leave = async () => {
    try {
      await signOutEverywhere()
      announceSession()
    } catch (failure) {
      toastError('You are still signed in', failure, leave)
    }
  }
  return (
    <>
      <p className={classes.about}>
        Each browser in which you are signed in. A session that you end is over at once.
      </p>
      <Button variant="default" onClick={leave}>
        Sign out everywhere
      </Button>
      <ul className={classes.list} aria-label="Sessions">
        {data.items.map((session) => (
          <li key={session.id} className={classes.item}>
            <IconDeviceDesktop size={20} stroke={1.5} aria-hidden className={classes.icon} />
            <div className={classes.what}>
              <div className={classes.name} title={session.user_agent}>
                {programOf(session.user_agent)}
                {session.current && (
                  <Badge variant="default" size="sm" className={classes.tag}>
                    This one
                  </Badge>
                )}
              </div>
              <div className={classes.meta}>
                {session.address} · signed in <Time at={session.created_on} />
              </div>
            </div>
            {!session.current && (
              <Button
                variant="default"
                aria-label={`End the session of ${programOf(session.user_agent)}`}
                onClick={() => end.mutate(session.id)}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
