import { sessionOptions } from '@/features/auth/api/validate-token'
import { queryClient } from '@/lib/query-client'
import type { IssueRow } from './api/list-issues'

/** An issue that was looked at, as it was then. */
export type ViewedIssue = Pick<
  IssueRow,
  'issue_name' | 'issue_summary' | 'issue_type' | 'issue_status'
>

const MOST = 20

/** Others who use the same browser do not see it. */
function key(): string {
  const username = queryClient.getQueryData(sessionOptions.queryKey)?.username ?? ''
  return `ticketing-recent:${username}`
}

/** Remember that an issue was looked at; the newest stands first, each once. */
export function rememberViewed(issue: ViewedIssue): void {
  const { issue_name, issue_summary, issue_type, issue_status } = issue
  const viewed = { issue_name, issue_summary, issue_type, issue_status }
  const others = recentlyViewed().filter((other) => other.issue_name !== issue_name)
  try {
    localStorage.setItem(key(), JSON.stringify([viewed, ...others].slice(0, MOST)))
  } catch {
    // Storage is full or forbidden: then nothing is remembered.
  }
}

/** The issues that were looked at in this browser, the newest first. */
export function recentlyViewed(): ViewedIssue[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key()) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isViewed) : []
  } catch {
    return []
  }
}

function isViewed(item: unknown): item is ViewedIssue {
  if (typeof item !== 'object' || item === null) return false
  const { issue_name, issue_summary, issue_type, issue_status } = item as Partial<ViewedIssue>
  return (
    typeof issue_name === 'string' &&
    typeof issue_summary === 'string' &&
    typeof issue_type === 'number' &&
    typeof issue_status === 'number'
  )
}
