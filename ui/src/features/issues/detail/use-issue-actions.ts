import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Action, useActions } from '@/lib/keys'
import type { Neighbours } from '../list/last-list'
import type { IssueCommands } from './TopBar'

interface Editing {
  open: (property: string) => void
  assignMe: () => void
  editSummary: () => void
  editDescription: () => void
  comment: () => void
  addChild: () => void
  addLink: () => void
}

interface Given {
  around: Neighbours
  commands: IssueCommands
  /** Null for who may only read. */
  editing: Editing | null
  /** A picker is open or on its way: what is typed now is meant for it. */
  busy: boolean
}

/** What can be done on an issue's page, by keys and in the palette. */
export function useIssueActions({ around, commands, editing, busy }: Given): void {
  const navigate = useNavigate()
  const { previous, next, back } = around
  useActions(
    useMemo<Action[]>(() => {
      const go = (ticket?: string) => () => {
        if (ticket) navigate({ to: '/issues/$ticket', params: { ticket } })
      }
      const edits: Action[] = !editing
        ? []
        : [
            on('status', 'Change status', 's', () => editing.open('status')),
            on('priority', 'Change priority', 'p', () => editing.open('priority')),
            on('assignee', 'Assign to…', 'a', () => editing.open('assignee')),
            on('assign-me', 'Assign to me', 'i', editing.assignMe),
            on('summary', 'Edit the summary', 't', editing.editSummary, 'title rename'),
            on('edit', 'Edit the description', 'e', editing.editDescription),
            on('comment', 'Comment', 'm', editing.comment),
            on('labels', 'Change labels', 'l', () => editing.open('labels')),
            on('type', 'Change type', undefined, () => editing.open('type')),
            on('resolution', 'Change resolution', undefined, () => editing.open('resolution')),
            on('points', 'Change story points', undefined, () => editing.open('points')),
            on('parent', 'Change parent', undefined, () => editing.open('parent')),
            on('child', 'Add a child', undefined, editing.addChild, 'sub-issue subtask'),
            on('link', 'Add a link', undefined, editing.addLink, 'blocks relates duplicates'),
          ]
      const actions: Action[] = [
        ...edits,
        on('copy-name', 'Copy the name', 'mod+.', commands.copyName, 'ticket key'),
        on('copy-link', 'Copy the link', undefined, commands.copyLink, 'address url'),
        on('copy-branch', 'Copy the git branch name', undefined, commands.copyBranch),
        {
          ...on('delete', 'Delete the issue', undefined, () => commands.remove?.()),
          enabled: commands.remove !== undefined,
        },
        { ...on('next', 'Next issue', 'j', go(next)), enabled: next !== undefined },
        { ...on('previous', 'Previous issue', 'k', go(previous)), enabled: previous !== undefined },
        {
          ...on('back', 'Back to the list', undefined, () => navigate({ to: back })),
          enabled: back !== undefined,
        },
      ]
      return busy ? actions.map((action) => ({ ...action, enabled: false })) : actions
    }, [navigate, previous, next, back, commands, editing, busy]),
  )
}

function on(
  id: string,
  title: string,
  keys: string | undefined,
  run: () => void,
  keywords?: string,
): Action {
  return { id: `issue-${id}`, title, group: 'This issue', keys, keywords, run }
}
