import { useMemo, useRef } from 'react'
import { type Action, useActions } from '@/lib/keys'

/** What the keys of a list do. */
export interface ListCommands {
  next: () => void
  previous: () => void
  open: () => void
  openInTab: () => void
  peek: () => void
  select: () => void
  extendDown: () => void
  extendUp: () => void
  selectAll: () => void
  filter: () => void
  search: () => void
  leave: () => void
  status: () => void
  priority: () => void
  assignee: () => void
  assignMe: () => void
}

type Command = [keyof ListCommands, string, string | undefined, Partial<Action>?]

const LIST: readonly Command[] = [
  ['next', 'Next issue', 'j', { inPalette: false }],
  ['previous', 'Previous issue', 'k', { inPalette: false }],
  ['open', 'Open the issue', 'Enter', { inPalette: false }],
  ['openInTab', 'Open the issue in a new tab', 'mod+Enter', { inPalette: false }],
  ['peek', 'Look into the issue', 'space'],
  ['select', 'Select the issue', 'x', { inPalette: false }],
  ['extendDown', 'Select on downwards', 'shift+ArrowDown', { inPalette: false }],
  ['extendUp', 'Select on upwards', 'shift+ArrowUp', { inPalette: false }],
  ['selectAll', 'Select all on this page', undefined],
  ['filter', 'Filter the list', 'f'],
  ['search', 'Search issues', '/'],
  ['leave', 'Close, or clear the selection', 'Escape', { inPalette: false }],
]

const ISSUE: readonly Command[] = [
  ['status', 'Change status', 's'],
  ['priority', 'Change priority', 'p'],
  ['assignee', 'Assign to…', 'a'],
  ['assignMe', 'Assign to me', 'i'],
]

const IDS: Partial<Record<keyof ListCommands, string>> = { search: 'search' }

/**
 * Offers a list's commands to the keys, the palette and the help sheet.
 *
 * @param waiting - a popover was asked for: what is typed is meant for it, even before it is there
 */
export function useListActions(commands: ListCommands, waiting: () => boolean): void {
  const latest = useRef({ commands, waiting })
  latest.current = { commands, waiting }
  useActions(
    useMemo(() => {
      const actionOf =
        (group: string) =>
        ([name, title, keys, more]: Command): Action => ({
          id: IDS[name] ?? `list-${name}`,
          title,
          group,
          keys,
          ...more,
          run: () => {
            if (name === 'leave' || !latest.current.waiting()) latest.current.commands[name]()
          },
        })
      return [...LIST.map(actionOf('List')), ...ISSUE.map(actionOf('Issue'))]
    }, []),
  )
}
