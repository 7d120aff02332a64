import { useBlocker } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'

const LeaveDialog = lazy(() => import('./LeaveDialog').then((m) => ({ default: m.LeaveDialog })))

/** Asks before one leaves the tables while there are changes that are not saved. */
export function LeaveGuard({ unsaved }: { unsaved: readonly string[] }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ next }) => unsaved.length > 0 && next.routeId !== '/shell/admin',
    enableBeforeUnload: unsaved.length > 0,
    withResolver: true,
  })
  return (
    <Suspense>
      {status === 'blocked' && <LeaveDialog tables={unsaved} onStay={reset} onLeave={proceed} />}
    </Suspense>
  )
}
