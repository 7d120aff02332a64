import { lazy } from 'react'

// Begun when the page's code runs, beside its data: no one waits for one after the other.
const loading = import('./Markdown')

/** `Markdown`, whose code comes in a file of its own; suspends until it is there. */
export const LazyMarkdown = lazy(() => loading.then((m) => ({ default: m.Markdown })))
