import { ActionIcon, Button, Loader } from '@mantine/core'
import { IconDots, IconX } from '@tabler/icons-react'
import { lazy, Suspense, useImperativeHandle, useRef, useState } from 'react'
import type { IssueUpdate } from '@/api/types.gen'
import { KeyHint } from '@/components/KeyHint'
import { Picker } from '@/components/Picker'
import { toastDone, toastError } from '@/lib/toast'
import type { IssueRow } from '../api/list-issues'
import { type BulkOutcome, outcomeOf, undoEdits, useUpdateIssues } from '../api/update-issues'
import classes from './BulkBar.module.css'
import { returnFocus } from './focus'
import { PropertyEditor } from './PropertyEditor'
import { type EditableProperty, PROPERTY_NAMES, saidOf } from './properties'
import type { Selection } from './use-selection'

const BulkResults = lazy(() => import('./BulkResults').then((m) => ({ default: m.BulkResults })))

const AT_HAND: readonly EditableProperty[] = ['status', 'priority', 'assignee', 'labels', 'type']
const MORE: readonly EditableProperty[] = [
  'components', 'versions', 'points', 'parent', 'resolution',
] // biome-ignore format: a list of names
const MORE_OPTIONS = MORE.map((property) => ({ value: property, label: PROPERTY_NAMES[property] }))
const NOTHING: readonly string[] = []
const KEYS: Partial<Record<EditableProperty, string>> = {
  status: 's',
  priority: 'p',
  assignee: 'a',
}

/** What the list's keys do to the selected issues. */
export interface BulkHandle {
  edit: (property: EditableProperty) => void
  change: (changes: IssueUpdate) => void
  isOpen: boolean
}

interface Props {
  ref?: React.Ref<BulkHandle>
  issues: readonly IssueRow[]
  selection: Selection
  tickets: readonly string[]
  narrow: boolean
  /** Says something to who does not see it. */
  say: (text: string) => void
}

function count(number: number): string {
  return number === 1 ? '1 issue' : `${number.toLocaleString('en')} issues`
}

/** What can be done with all selected issues at once. */
export function BulkBar({ ref, issues, selection, tickets, narrow, say }: Props) {
  const update = useUpdateIssues()
  const [editing, setEditing] = useState<{
    property: EditableProperty
    anchor: HTMLElement
  } | null>(null)
  const [outcome, setOutcome] = useState<BulkOutcome | null>(null)
  const bar = useRef<HTMLDivElement>(null)
  const more = useRef<HTMLButtonElement>(null)
  const change = (changes: IssueUpdate) => {
    const chosen = issues.map((issue) => issue.issue_name)
    const before = new Map(issues.map((issue) => [issue.issue_name, issue]))
    update.mutateAsync({ issues: chosen, changes }).then(
      (results) => tell(outcomeOf(results, before, changes), saidOf(changes)),
      (error: unknown) => toastError('Nothing was changed', error, () => change(changes)),
    )
  }
  const tell = (now: BulkOutcome, said: string) => {
    const undo = now.undo.length > 0 ? () => takeBack(now) : undefined
    if (now.refused.length > 0) {
      setOutcome(now)
      say(`${count(now.changed.length)} changed, ${now.refused.length} refused`)
    } else if (now.changed.length === 0) toastDone('Nothing to change: all were so already')
    else toastDone(`${count(now.changed.length)}: ${said}`, undo)
  }
  const takeBack = (now: BulkOutcome) => {
    undoEdits(now.undo).then(
      () => toastDone(`${count(now.changed.length)} changed back`),
      (error: unknown) => toastError('Not all was changed back', error),
    )
  }
  const edit = (property: EditableProperty) => {
    const button = bar.current?.querySelector<HTMLElement>(`[data-property="${property}"]`)
    const anchor = button ?? more.current
    if (anchor) setEditing({ property, anchor })
  }
  useImperativeHandle(ref, () => ({ edit, change, isOpen: editing !== null }))
  return (
    <>
      {issues.length > 0 && (
        <div ref={bar} role="toolbar" aria-label="Selected issues" className={classes.bar}>
          <span className={classes.count}>
            {issues.length.toLocaleString('en')} selected
            {update.isPending && <Loader size={12} color="var(--text-3)" />}
          </span>
          {issues.length < tickets.length && (
            <Button variant="subtle" onClick={() => selection.select(tickets)}>
              {narrow ? `All ${tickets.length}` : `Select all ${tickets.length} on this page`}
            </Button>
          )}
          <span className={classes.line} />
          {AT_HAND.map((property) => (
            <Button
              key={property}
              variant="subtle"
              color="gray"
              className={classes.property}
              data-property={property}
              aria-haspopup="listbox"
              disabled={update.isPending}
              rightSection={!narrow && KEYS[property] && <KeyHint keys={KEYS[property]} />}
              onClick={() => edit(property)}
            >
              {PROPERTY_NAMES[property]}
            </Button>
          ))}
          <Picker
            label="More properties"
            options={MORE_OPTIONS}
            selected={NOTHING}
            onPick={(property) => edit(property as EditableProperty)}
            position="top"
          >
            <ActionIcon ref={more} aria-label="More properties" disabled={update.isPending}>
              <IconDots size={16} stroke={1.7} />
            </ActionIcon>
          </Picker>
          <span className={classes.line} />
          <ActionIcon
            aria-label="Clear the selection"
            title="Clear the selection (Esc)"
            onClick={selection.clear}
          >
            <IconX size={16} stroke={1.8} />
          </ActionIcon>
        </div>
      )}
      {editing && (
        <PropertyEditor
          key={editing.property}
          issues={issues}
          property={editing.property}
          anchor={editing.anchor}
          onChange={change}
          onClose={() => {
            setEditing(null)
            returnFocus(editing.anchor)
          }}
        />
      )}
      {outcome && (
        <Suspense>
          <BulkResults
            outcome={outcome}
            issues={issues}
            onUndo={() => takeBack(outcome)}
            onSelect={() => selection.select(outcome.refused.map((result) => result.issue))}
            onClose={() => setOutcome(null)}
          />
        </Suspense>
      )}
    </>
  )
}
