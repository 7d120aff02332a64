import { useImperativeHandle, useState } from 'react'
import type { IssueUpdate } from '@/api/types.gen'
import type { IssueRow } from '../api/list-issues'
import { useUpdateIssue } from '../api/update-issue'
import { returnFocus } from './focus'
import { PropertyEditor } from './PropertyEditor'
import { type EditableProperty, saidOf } from './properties'

interface Editing {
  ticket: string
  property: EditableProperty
  anchor: HTMLElement
  /** Where the focus goes when it closes. */
  back: HTMLElement
}

/** What a list has done by the editor. */
export interface InlineHandle {
  /** Open the popover for a property at an element; a second time at the same one closes it. */
  open: (editing: Editing) => void
  /** Change an issue without asking. */
  change: (ticket: string, changes: IssueUpdate) => void
  close: () => void
  isOpen: boolean
}

interface Props {
  ref?: React.Ref<InlineHandle>
  find: (ticket: string) => IssueRow | undefined
}

/** Changes properties of issues in a list, in a popover at their cells, with Undo. */
export function InlineEditor({ ref, find }: Props) {
  const [editing, setEditing] = useState<Editing | null>(null)
  const { mutate } = useUpdateIssue()
  const change = (ticket: string, changes: IssueUpdate) =>
    mutate({ ticket, changes, said: `${ticket}: ${saidOf(changes)}` })
  useImperativeHandle(ref, () => ({
    open: (wanted) => setEditing((now) => (now?.anchor === wanted.anchor ? null : wanted)),
    change,
    close: () => setEditing(null),
    isOpen: editing !== null,
  }))
  const issue = editing && find(editing.ticket)
  if (!editing || !issue) return null
  return (
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
  )
}
