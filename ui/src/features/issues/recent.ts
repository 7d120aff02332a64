import { useSyncExternalStore } from 'react'

export interface ViewedIssue {
  issue_name: string
  issue_summary: string
  issue_type: number
  issue_status: number
}

const KEY = 'ticketing-recently-viewed'
const MOST = 12
const listeners = new Set<() => void>()
let cached: { text: string; issues: readonly ViewedIssue[] } = { text: '', issues: [] }

/** The issues that were looked at last in this browser, the latest first. */
export function recentlyViewed(): readonly ViewedIssue[] {
  let text = ''
  try {
    text = localStorage.getItem(KEY) ?? '[]'
    if (text !== cached.text) cached = { text, issues: JSON.parse(text) as ViewedIssue[] }
  } catch {
    cached = { text, issues: [] } // storage is forbidden, or holds what is none of ours
  }
  return cached.issues
}

/** Note that an issue was looked at. */
export function rememberViewed(issue: ViewedIssue): void {
  const { issue_name, issue_summary, issue_type, issue_status } = issue
  const others = recentlyViewed().filter((other) => other.issue_name !== issue_name)
  const next = [{ issue_name, issue_summary, issue_type, issue_status }, ...others].slice(0, MOST)
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    return // nothing is remembered where storage is forbidden
  }
  for (const listener of listeners) listener()
}

/** The same as `recentlyViewed`, kept up to date. */
export function useRecentlyViewed(): readonly ViewedIssue[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, recentlyViewed)
}
