import { useNavigate, useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import { IssuePriority, type IssueStatus } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { basePath } from '@/lib/base-path'
import { copyText } from '@/lib/clipboard'
import { toastDone, toastError } from '@/lib/toast'
import type { IssueRow } from '../api/list-issues'
import { useUpdateIssue } from '../api/update-issue'
import { rememberList, rememberOpened } from '../list/last-list'
import type { Popover } from './CardPopover'
import type { BoardCommands } from './commands'
import type { Mover } from './mover'
import type { ColumnOrder } from './moves'
import { placeAt } from './moves'

interface Options {
  mover: Mover
  orderOf: (status: number) => ColumnOrder
  setPopover: (popover: { ticket: string; what: Popover } | null) => void
  focusCard: (ticket: string) => void
  answer: (assignee: string | null) => void
}

/** What the cards and the keys do. */
export function useCommands(options: Options): BoardCommands {
  const { mover, orderOf, setPopover, focusCard, answer } = options
  const navigate = useNavigate()
  const router = useRouter()
  const { mutate: update } = useUpdateIssue()
  return useMemo<BoardCommands>(
    () => ({
      open: (row, what) => setPopover({ ticket: row.issue_name, what }),
      close: (row, picked) => {
        setPopover(null)
        if (!picked) focusCard(row.issue_name)
      },
      follow: (event, row) => {
        const on = event.target instanceof Element ? event.target : null
        if (on?.closest('button') || !event.currentTarget.contains(on)) return
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
          // The link itself is the browser's; what lies over it is not known to it.
          if (!on?.closest('a')) window.open(hrefOf(row), '_blank', 'noopener')
          return
        }
        event.preventDefault()
        const here = router.latestLocation.href
        rememberList(
          mover.cardsIn(row.issue_status).map((card) => card.issue_name),
          here,
        )
        rememberOpened(row.issue_name, here)
        navigate({ to: '/issues/$ticket', params: { ticket: row.issue_name } })
      },
      moveTo: (row, to: IssueStatus) => {
        if (to === row.issue_status) focusCard(row.issue_name)
        else mover.move({ row, to })
      },
      moveToEnd: (row, end) => {
        setPopover(null)
        const others = mover
          .cardsIn(row.issue_status)
          .filter((card) => card.issue_name !== row.issue_name)
        focusCard(row.issue_name)
        mover.move({
          row,
          to: row.issue_status,
          place: placeAt(others, end === 'top' ? 0 : others.length),
        })
      },
      assign: (row, assignee) => {
        if (assignee === row.issue_assigned_to) focusCard(row.issue_name)
        else mover.assign(row, assignee)
      },
      setPriority: (row, issue_priority) => {
        focusCard(row.issue_name)
        if (issue_priority === row.issue_priority) return
        const ticket = row.issue_name
        const to = labelOf(IssuePriority, issue_priority)
        update({ ticket, changes: { issue_priority }, said: `${ticket} has priority ${to}` })
      },
      answer,
      isRanked: (row) => orderOf(row.issue_status) === 'rank',
      copyLink: async (row) => {
        try {
          await copyText(new URL(hrefOf(row), location.origin).href)
          toastDone(`Link to ${row.issue_name} copied`)
        } catch (error) {
          toastError('The link was not copied', error)
        }
      },
    }),
    [mover, orderOf, setPopover, focusCard, answer, navigate, router, update],
  )
}

function hrefOf({ issue_name }: IssueRow): string {
  return `${basePath}/issues/${issue_name}`
}
