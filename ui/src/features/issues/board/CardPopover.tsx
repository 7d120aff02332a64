import { type ReactElement, useEffect } from 'react'
import { whenIdle } from '@/lib/idle'
import { lazily } from '@/lib/lazily'
import type { IssueRow } from '../api/list-issues'
import type { BoardCommands } from './commands'

/** What can be open at a card; `question` is who takes an issue that was moved to Assigned. */
export type Popover = 'menu' | 'status' | 'assignee' | 'priority' | 'question'

const openPopover = lazily(() => import('./OpenCardPopover').then((m) => m.OpenCardPopover))

// The board is drawn without what its cards open, which is at hand soon after.
whenIdle(openPopover.preload)

interface Props {
  /** What is open at the child; null draws the child alone, since a board has many cards. */
  popover: Popover | null
  row: IssueRow
  commands: BoardCommands
  children: ReactElement
}

/** The menu or picker that is open at a part of a card. */
export function CardPopover({ popover, ...props }: Props) {
  const OpenPopover = openPopover.use()
  useEffect(() => {
    if (popover !== null) openPopover.whenLoaded(() => {})
  }, [popover])
  if (popover === null || !OpenPopover) return props.children
  return <OpenPopover popover={popover} {...props} />
}
