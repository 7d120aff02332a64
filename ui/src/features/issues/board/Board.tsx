import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { IssueStatus } from '@/api/types.gen'
import { CLOSED } from '@/features/enumerations/labels'
import { type CreateValues, openOverlay } from '@/lib/overlay'
import type { IssueRow } from '../api/list-issues'
import { takeOpened } from '../list/last-list'
import type { IssueFilterQuery, IssueSearch } from '../search'
import classes from './Board.module.css'
import type { Popover } from './CardPopover'
import { CollapsedColumn } from './CollapsedColumn'
import { Column } from './Column'
import { columnQuery, isCollapsed, orderOf, shownStatuses, statusName } from './columns'
import { createMover, type Question } from './mover'
import type { Place } from './moves'
import { dragByTouch } from './touch-drag'
import { useAutoScroll } from './use-auto-scroll'
import { useBoardActions } from './use-board-actions'
import { useBoardLayout } from './use-board-layout'
import { useCommands } from './use-commands'
import { useDrops } from './use-drops'
import type { FocusRequest } from './use-focus-request'

interface Props {
  search: IssueSearch
  filters: IssueFilterQuery
  /** How many issues and story points each status has; null while that is not known. */
  totals: ReadonlyMap<number, { count: number; points: number }> | null
  /** What a new issue begins with, besides the column's status. */
  values: CreateValues
}

/** The columns of the board, with all that moves cards between them. */
export function Board({ search, filters, totals, values }: Props) {
  const client = useQueryClient()
  const board = useRef<HTMLDivElement>(null)
  const { layout, setCollapsed, setOrder } = useBoardLayout()
  const router = useRouter()
  const [focus, setFocus] = useState<FocusRequest | null>(() => {
    const ticket = takeOpened(router.latestLocation.href)
    return ticket ? { ticket, flash: false } : null
  })
  const [popover, setPopover] = useState<{ ticket: string; what: Popover } | null>(null)
  const [question, setQuestion] = useState<Question | null>(null)
  const statuses = useMemo(
    () => shownStatuses(search, totals ? new Set(totals.keys()) : new Set()),
    [search, totals],
  )
  const collapsed = useCallback(
    (status: number) => {
      const asked = search.status?.includes(statusName(status)) || search.state === 'closed'
      return isCollapsed(layout, status, asked)
    },
    [layout, search],
  )
  const order = useCallback((status: number) => orderOf(layout, status), [layout])
  const focusCard = useCallback((ticket: string) => setFocus({ ticket, flash: false }), [])
  const mover = useMemo(
    () =>
      createMover(client, {
        filters,
        queryOf: (status) => columnQuery(filters, status, order(status)),
        orderOf: order,
        onMoved: (after: IssueRow, from: Place) => {
          setPopover(null)
          const next = from.before ?? from.after
          // What goes into a collapsed column is out of sight: its neighbour is next.
          if (!collapsed(after.issue_status)) setFocus({ ticket: after.issue_name, flash: true })
          else if (next) setFocus({ ticket: next.issue_name, flash: false })
        },
        onQuestion: (asked) => {
          setPopover(null)
          setQuestion(asked)
        },
      }),
    [client, filters, order, collapsed],
  )
  const answer = useCallback(
    (assignee: string | null) => {
      setQuestion(null)
      if (question) mover.answer(question, assignee)
    },
    [mover, question],
  )
  const commands = useCommands({ mover, orderOf: order, setPopover, focusCard, answer })
  useDrops(mover)
  useAutoScroll(board, 'horizontal')
  useEffect(() => (board.current ? dragByTouch(board.current) : undefined), [])
  useBoardActions({
    board,
    statuses,
    isCollapsed: collapsed,
    orderOf: order,
    mover,
    commands,
    focusCard,
  })
  const shown: typeof popover = question
    ? { ticket: question.step.after.issue_name, what: 'question' }
    : popover
  return (
    <div ref={board} className={classes.board}>
      {statuses.map((status) => {
        const total = totals?.get(status) ?? { count: 0, points: 0 }
        const count = totals && total.count
        if (collapsed(status))
          return (
            <CollapsedColumn
              key={status}
              status={status}
              count={count}
              onExpand={() => setCollapsed(status, false)}
            />
          )
        return (
          <Column
            key={status}
            status={status}
            count={count}
            points={total.points}
            query={columnQuery(filters, status, order(status))}
            isRanked={order(status) === 'rank'}
            order={order(status)}
            onOrder={CLOSED.includes(status) ? (to) => setOrder(status, to) : undefined}
            onCollapse={() => setCollapsed(status, true)}
            onCreate={
              status === IssueStatus.UNKNOWN
                ? undefined
                : () => openOverlay('create', { ...values, status: statusName(status) })
            }
            focus={focus}
            popover={shown}
            commands={commands}
          />
        )
      })}
    </div>
  )
}
