import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react'
import type { IssueUpdate } from '@/api/types.gen'
import { whenIdle } from '@/lib/idle'
import type { IssueRow } from '../api/list-issues'
import { useUpdateIssue } from '../api/update-issue'
import { returnFocus } from './focus'
import { type EditableProperty, saidOf } from './properties'

const loadEditor = () => import('./PropertyEditor')
const PropertyEditor = lazy(() => loadEditor().then((m) => ({ default: m.PropertyEditor })))

interface Editing {
  ticket: string
  property: EditableProperty
  anchor: HTMLElement
  /** Where the focus goes when it closes. */
  back: HTMLElement
}

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
  isOpen: boolean
  close: () => void
  /** The popover, while it is open. */
  popover: ReactNode
}

/** Changes properties of issues in a list, at their cells, with Undo. */
export function useInlineEdit(find: (ticket: string) => IssueRow | undefined): InlineEdit {
  const [editing, setEditing] = useState<Editing | null>(null)
  const { mutate } = useUpdateIssue()
  useEffect(() => whenIdle(loadEditor), [])
  const change = useCallback(
    (ticket: string, changes: IssueUpdate) =>
      mutate({ ticket, changes, said: `${ticket}: ${saidOf(changes)}` }),
    [mutate],
  )
  const open = useCallback<InlineEdit['open']>((ticket, property, anchor, back = anchor) => {
    setEditing((now) => (now?.anchor === anchor ? null : { ticket, property, anchor, back }))
  }, [])
  const issue = editing && find(editing.ticket)
  return {
    open,
    change,
    isOpen: editing !== null,
    close: useCallback(() => setEditing(null), []),
    popover: editing && issue && (
      <Suspense>
        <PropertyEditor
          key={`${editing.ticket} ${editing.property}`}
          issues={[issue]}
          property={editing.property}
          anchor={editing.anchor}
          onChange={(changes) => change(editing.ticket, changes)}
          onClose={() => {
            setEditing(null)
            returnFocus(editing.back)
          }}
        />
      </Suspense>
    ),
  }
}
