import { announce } from '@atlaskit/pragmatic-drag-and-drop-live-region'
import { type RefObject, useMemo } from 'react'
import { IssueStatus } from '@/api/types.gen'
import { useMe } from '@/features/auth/session'
import { labelOf } from '@/features/enumerations/labels'
import { type Action, useActions } from '@/lib/keys'
import type { IssueRow } from '../api/list-issues'
import type { BoardCommands } from './commands'
import type { Mover } from './mover'
import { type ColumnOrder, placeAt } from './moves'

interface Options {
  board: RefObject<HTMLElement | null>
  /** All columns, from left to right. */
  statuses: readonly IssueStatus[]
  isCollapsed: (status: number) => boolean
  orderOf: (status: number) => ColumnOrder
  mover: Mover
  commands: BoardCommands
  focusCard: (ticket: string) => void
}

/** The keys of the board: go from card to card, move the one that has the focus, change it. */
export function useBoardActions(options: Options): void {
  const { board, statuses, isCollapsed, orderOf, mover, commands, focusCard } = options
  const { username } = useMe()
  useActions(
    useMemo<Action[]>(() => {
      const focused = (): { row: IssueRow; index: number; cards: IssueRow[] } | null => {
        const element = document.activeElement?.closest<HTMLElement>('[data-ticket]')
        const status = Number(element?.closest<HTMLElement>('[data-status]')?.dataset.status)
        if (!element || Number.isNaN(status)) return null
        const cards = mover.cardsIn(status)
        const index = cards.findIndex((card) => card.issue_name === element.dataset.ticket)
        const row = cards[index]
        return row ? { row, index, cards } : null
      }
      const focusFirst = () => {
        const first = statuses
          .filter((status) => !isCollapsed(status))
          .map((status) => mover.cardsIn(status)[0])
          .find((card) => card !== undefined)
        if (first) focusCard(first.issue_name)
      }
      const goBy = (by: number) => () => {
        const at = focused()
        if (!at) return focusFirst()
        const next = at.cards[at.index + by]
        if (next) focusCard(next.issue_name)
      }
      const goAside = (by: number) => () => {
        const at = focused()
        if (!at) return focusFirst()
        const shown = statuses.filter(
          (status) => !isCollapsed(status) && mover.cardsIn(status).length > 0,
        )
        const next = shown[shown.indexOf(at.row.issue_status) + by]
        const ticket = next === undefined ? undefined : nearest(board.current, next)
        if (ticket) focusCard(ticket)
      }
      const moveBy = (by: number) => () => {
        const at = focused()
        if (!at) return
        const status = at.row.issue_status
        if (orderOf(status) !== 'rank') {
          announce(`${labelOf(IssueStatus, status)} is in the order of closing`)
          return
        }
        const index = at.index + by
        if (index < 0 || index >= at.cards.length) return
        const place = placeAt(at.cards.toSpliced(at.index, 1), index)
        mover.move({ row: at.row, to: status, place, quiet: true })
      }
      const moveAside = (by: number) => () => {
        const at = focused()
        if (!at) return
        const to = statuses[statuses.indexOf(at.row.issue_status) + by]
        if (to !== undefined && to !== IssueStatus.UNKNOWN) mover.move({ row: at.row, to })
      }
      const withCard = (run: (row: IssueRow) => void) => () => {
        const at = focused()
        if (at) run(at.row)
      }
      const action = (id: string, title: string, keys: string, run: () => void): Action => ({
        id: `board-${id}`,
        title,
        group: 'Board',
        keys,
        inPalette: false,
        run,
      })
      return [
        action('down', 'Next card', 'j or ArrowDown', goBy(1)),
        action('up', 'Card before', 'k or ArrowUp', goBy(-1)),
        action('left', 'Column on the left', 'h or ArrowLeft', goAside(-1)),
        action('right', 'Column on the right', 'l or ArrowRight', goAside(1)),
        { ...action('open', 'Open the issue', 'Enter', () => {}), native: true },
        action('move-up', 'Move the card up', 'alt+ArrowUp', moveBy(-1)),
        action('move-down', 'Move the card down', 'alt+ArrowDown', moveBy(1)),
        action('move-left', 'Move the card to the status before', 'alt+ArrowLeft', moveAside(-1)),
        action('move-right', 'Move the card to the next status', 'alt+ArrowRight', moveAside(1)),
        action(
          'status',
          'Move the card to…',
          's',
          withCard((row) => commands.open(row, 'status')),
        ),
        action(
          'priority',
          'Set its priority',
          'p',
          withCard((row) => commands.open(row, 'priority')),
        ),
        action(
          'assignee',
          'Assign it to…',
          'a',
          withCard((row) => commands.open(row, 'assignee')),
        ),
        action(
          'mine',
          'Assign it to me',
          'i',
          withCard((row) => commands.assign(row, username)),
        ),
      ]
    }, [board, statuses, isCollapsed, orderOf, mover, commands, focusCard, username]),
  )
}

/** The card of a column that is beside the one with the focus. */
function nearest(board: HTMLElement | null, status: IssueStatus): string | undefined {
  const middle = (element: Element) => {
    const { top, height } = element.getBoundingClientRect()
    return top + height / 2
  }
  const here = document.activeElement?.closest('[data-ticket]')
  const cards = board?.querySelectorAll<HTMLElement>(`[data-status="${status}"] [data-ticket]`)
  if (!here || !cards) return undefined
  const distance = (card: Element) => Math.abs(middle(card) - middle(here))
  const [closest] = [...cards].sort((a, b) => distance(a) - distance(b))
  return closest?.dataset.ticket
}
