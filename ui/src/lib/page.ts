import { useEffect, useSyncExternalStore } from 'react'

export interface Crumb {
  label: string
  /** Path within the tracker, as `/projects/OPS`; the last crumb needs none. */
  to?: string
}

let crumbs: readonly Crumb[] = []
const listeners = new Set<() => void>()

/** Name the page, in the window's title and in the header's breadcrumb. */
export function usePage(path: readonly Crumb[]): void {
  const key = JSON.stringify(path)
  useEffect(() => {
    crumbs = JSON.parse(key) as Crumb[]
    document.title = [...crumbs.map((crumb) => crumb.label).reverse(), 'Ticketing'].join(' · ')
    for (const listener of listeners) listener()
  }, [key])
}

/** The breadcrumb of the page that is shown. */
export function useCrumbs(): readonly Crumb[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => crumbs,
  )
}
