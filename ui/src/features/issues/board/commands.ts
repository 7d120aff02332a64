import type { MouseEvent } from 'react'
import type { IssuePriority, IssueStatus } from '@/api/types.gen'
import type { IssueRow } from '../api/list-issues'
import type { Popover } from './CardPopover'

/** What can be done with a card; the object stays the same, so that cards are not drawn anew. */
export interface BoardCommands {
  /** Open one of the card's popovers. */
  open: (row: IssueRow, what: Popover) => void
  /** Close what is open, and give the focus back to the card; not if what was picked does so. */
  close: (row: IssueRow, picked: boolean) => void
  /** Open the issue, unless the browser shall do it in another tab. */
  follow: (event: MouseEvent, row: IssueRow) => void
  moveTo: (row: IssueRow, status: IssueStatus) => void
  /** Move within its column: to the top or to the bottom of what is loaded. */
  moveToEnd: (row: IssueRow, end: 'top' | 'bottom') => void
  assign: (row: IssueRow, assignee: string | null) => void
  setPriority: (row: IssueRow, priority: IssuePriority) => void
  /** Answer who takes the issue; null takes the move back. */
  answer: (assignee: string | null) => void
  /** Whether the card's column is in the order of ranks. */
  isRanked: (row: IssueRow) => boolean
  copyLink: (row: IssueRow) => void
}
