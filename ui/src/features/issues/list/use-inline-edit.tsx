import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { IssueUpdate } from '@/api/types.gen'
import { whenIdle } from '@/lib/idle'
import type { IssueRow } from '../api/list-issues'
import type { InlineHandle } from './InlineEditor'
import type { EditableProperty } from './properties'

const loadEditor = () => import('./InlineEditor')
const InlineEditor = lazy(() => loadEditor().then((m) => ({ default: m.InlineEditor })))

interface InlineEdit {
  /** Open the popover for a property at an element. */
  open: (
    ticket: string,
    property: EditableProperty,
    anchor: HTMLElement,
    back?: HTMLElement,
  ) => void
  /** Change an issue without asking. */
  change: (ticket: string, changes: IssueUpdate) => void
  close: () => void
  /** Whether the popover is there, or on its way. */
  isOpen: () => boolean
}

/**
 * Changes properties of issues in a list, at their cells, with Undo. What is needed for it is loaded
 * when the page is there; what was asked for before is done then.
 *
 * @returns what can be done, and the popover to be drawn
 */
export function useInlineEdit(
  find: (ticket: string) => IssueRow | undefined,
): [InlineEdit, ReactNode] {
  const [wanted, setWanted] = useState(false)
  const handle = useRef<InlineHandle | null>(null)
  const waiting = useRef<((editor: InlineHandle) => void) | null>(null)
  useEffect(() => whenIdle(loadEditor), [])
  const [edit, onHandle] = useMemo(() => {
    const ask = (act: (editor: InlineHandle) => void) => {
      if (handle.current) return act(handle.current)
      waiting.current = act
      setWanted(true)
    }
    const made: InlineEdit = {
      open: (ticket, property, anchor, back = anchor) =>
        ask((editor) => editor.open({ ticket, property, anchor, back })),
      change: (ticket, changes) => ask((editor) => editor.change(ticket, changes)),
      close: () => {
        waiting.current = null
        handle.current?.close()
      },
      isOpen: () => waiting.current !== null || (handle.current?.isOpen ?? false),
    }
    const take = (editor: InlineHandle | null) => {
      handle.current = editor
      if (!editor) return
      waiting.current?.(editor)
      waiting.current = null
    }
    return [made, take]
  }, [])
  const popover = wanted && (
    <Suspense>
      <InlineEditor ref={onHandle} find={find} />
    </Suspense>
  )
  return [edit, popover]
}
