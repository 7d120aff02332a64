import { useIsFetching, useIsMutating } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import classes from './ProgressBar.module.css'

/** A thin bar at the top while a page or a request takes longer than 150 ms. */
export function ProgressBar() {
  const loading = useRouterState({ select: (state) => state.status === 'pending' })
  const fetching = useIsFetching()
  const mutating = useIsMutating()
  if (!loading && fetching + mutating === 0) return null
  return <div className={classes.bar} role="progressbar" aria-label="Loading" />
}
