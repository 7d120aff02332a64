import { lazy } from 'react'

// Begun with the page's own code, beside its data: no one waits for one after the other.
const loading = import('./TimeChart')

/** `TimeChart`, whose library comes in a file of its own; suspends until it is there. */
export const LazyTimeChart = lazy(() => loading)
