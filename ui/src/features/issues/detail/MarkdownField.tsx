import { ActionIcon } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { LazyMarkdown } from '@/components/LazyMarkdown'
import { Tooltip } from '@/components/Tooltip'
import { readDraft } from '@/lib/drafts'
import { lazily } from '@/lib/lazily'
import { holdTyping } from '@/lib/type-ahead'
import { useRefocus } from '@/lib/use-refocus'
import classes from './MarkdownField.module.css'

const fieldEditor = lazily(() => import('./MarkdownFieldEditor').then((m) => m.MarkdownFieldEditor))

export interface EditHandle {
  edit: () => void
}

export interface MarkdownColumn {
  field: 'issue_description' | 'issue_environment'
  /** What it is called within a sentence. */
  name: string
  /** What stands in it while it is empty. */
  placeholder: string
  minRows: number
  keys?: string
}

export const DESCRIPTION: MarkdownColumn = {
  field: 'issue_description',
  name: 'description',
  placeholder: 'What is it about?',
  minRows: 8,
  keys: 'E',
}

export const ENVIRONMENT: MarkdownColumn = {
  field: 'issue_environment',
  name: 'environment',
  placeholder: 'Where does it happen?',
  minRows: 3,
}

interface Props {
  column: MarkdownColumn
  ticket: string
  /** What is saved, and the version of the issue that has it. */
  text: string
  version: number
  /** Whose page it is; drafts are kept for each user apart. */
  me: string
  mayEdit: boolean
  compact?: boolean
  ref?: Ref<EditHandle>
}

/** A column that holds Markdown, edited in its place; what is begun is kept. */
export function MarkdownField(props: Props) {
  const { column, ticket, text, version, me, mayEdit, compact, ref } = props
  const draftKey = `${me}:${column.name}:${ticket}`
  const [editing, setEditing] = useState(() => mayEdit && readDraft(draftKey) !== null)
  const [saving, setSaving] = useState(false)
  const Editor = fieldEditor.use()
  const button = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (editing) fieldEditor.preload()
  }, [editing])

  const edit = () => {
    holdTyping()
    fieldEditor.whenLoaded(() => setEditing(true))
  }
  useImperativeHandle(ref, () => ({ edit }))

  const inEditor = editing && Editor !== undefined
  useRefocus(inEditor && !saving, button)
  const title = column.keys ? `Edit the ${column.name} (${column.keys})` : `Edit the ${column.name}`
  return (
    <div className={classes.field} data-compact={compact || undefined}>
      {(!inEditor || saving) &&
        (text.trim() ? (
          <>
            <LazyMarkdown text={text} />
            {mayEdit && (
              <Tooltip label={title}>
                <ActionIcon
                  ref={button}
                  className={classes.edit}
                  aria-label={`Edit the ${column.name}`}
                  onPointerEnter={fieldEditor.preload}
                  onClick={edit}
                >
                  <IconPencil size={16} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
          </>
        ) : mayEdit ? (
          <button
            ref={button}
            type="button"
            className={classes.empty}
            onPointerEnter={fieldEditor.preload}
            onClick={edit}
          >
            {compact ? 'None' : `Add a ${column.name}…`}
          </button>
        ) : (
          <p className={classes.nothing}>{compact ? 'None' : `No ${column.name}`}</p>
        ))}
      {inEditor && (
        <div hidden={saving}>
          <Editor
            column={column}
            ticket={ticket}
            saved={text}
            version={version}
            draftKey={draftKey}
            onSaving={setSaving}
            onReopen={() => setEditing(true)}
            onClose={() => {
              setEditing(false)
              setSaving(false)
            }}
          />
        </div>
      )}
    </div>
  )
}
