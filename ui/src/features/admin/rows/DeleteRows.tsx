import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import type { RowRead, TableRead } from '@/api/types.gen'
import { ApiError, messageOf } from '@/lib/problem'
import { toastDone } from '@/lib/toast'
import { countRows, renewRows, renewTheRest } from '../api/cache'
import { deleteRow } from '../api/delete-row'
import { shownValue } from '../values'
import classes from './DeleteRows.module.css'

const MOST_LISTED = 8

interface Props {
  table: TableRead
  rows: readonly RowRead[]
  onClose: () => void
  onDeleted: (ids: readonly string[]) => void
}

/** Asks for the words that delete rows: it cannot be undone. */
export function DeleteRows({ table, rows, onClose, onDeleted }: Props) {
  const [left, setLeft] = useState(rows)
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({})
  const [typed, setTyped] = useState('')
  const [isRunning, setRunning] = useState(false)
  const [opened, setOpened] = useState(false)
  useEffect(() => setOpened(true), []) // from there on, so that the focus finds back
  const phrase = phraseFor(left)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== phrase || isRunning) return
    setRunning(true)
    const found: Record<string, string> = {}
    const gone: string[] = []
    for (const row of left) {
      try {
        await deleteRow(table.name, row)
        gone.push(row.id)
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) gone.push(row.id)
        else if (error instanceof ApiError && error.status === 412)
          found[row.id] = 'It was changed meanwhile. Look at it before you delete it.'
        else found[row.id] = messageOf(error)
      }
    }
    setRunning(false)
    setTyped('')
    if (gone.length > 0) {
      countRows(table.name, -gone.length)
      onDeleted(gone)
      renewRows(table.name)
      renewTheRest(table.name)
      toastDone(`${gone.length} ${gone.length === 1 ? 'row' : 'rows'} deleted`)
    }
    setProblems(found)
    if (Object.keys(found).length === 0) setOpened(false)
    else setLeft(left.filter(({ id }) => found[id] !== undefined))
  }

  const count = left.length === 1 ? 'this row' : `these ${left.length} rows`
  return (
    <Modal
      opened={opened}
      onClose={() => setOpened(false)}
      onExitTransitionEnd={onClose}
      title={`Delete ${count} of ${table.title}?`}
      centered
    >
      <form onSubmit={submit}>
        <ul className={classes.rows}>
          {left.slice(0, MOST_LISTED).map((row) => (
            <li key={row.id}>
              <span className={classes.id}>{row.id}</span> {summaryOf(table, row)}
              {problems[row.id] && (
                <span role="alert" className={classes.problem}>
                  {problems[row.id]}
                </span>
              )}
            </li>
          ))}
          {left.length > MOST_LISTED && <li>and {left.length - MOST_LISTED} more</li>}
        </ul>
        <p className={classes.warning}>
          This cannot be undone. What belongs to {count} may go with it.
        </p>
        <TextInput
          data-autofocus
          label={
            <>
              Type <code className={classes.phrase}>{phrase}</code> to confirm
            </>
          }
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => setOpened(false)}>
            Cancel
          </Button>
          <Button type="submit" color="red" disabled={typed.trim() !== phrase} loading={isRunning}>
            Delete
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** The words to type: the key of a single row, the number of several. */
export function phraseFor(rows: readonly RowRead[]): string {
  const [first] = rows
  return rows.length === 1 && first ? `delete ${first.id}` : `delete ${rows.length} rows`
}

/** What tells a row apart for a person: its first short texts. */
function summaryOf(table: TableRead, row: RowRead): string {
  return table.columns
    .filter(({ kind, name }) => kind === 'text' && !table.primary_key.includes(name))
    .map((column) => shownValue(column, row.values[column.name]))
    .filter((text) => text !== '')
    .slice(0, 4)
    .join(' · ')
}
