import { useCallback, useEffect, useRef, useState } from 'react'
import { toastDone, toastError } from '@/lib/toast'
import { putRow, renewTheRest } from '../api/cache'
import { getRow } from '../api/get-row'
import { updateRow } from '../api/update-row'
import { type Drafts, inverseOf, type Outcome } from './drafts'
import { saveDrafts } from './save'
import type { DraftStore } from './use-drafts'

const SHOWN_MS = 1800
const NONE: ReadonlySet<string> = new Set()

/** Saves a table's drafts, and tells which rows are on their way and which cells were written. */
export function useSave(table: string, store: DraftStore) {
  const [saving, setSaving] = useState(NONE)
  const [written, setWritten] = useState<ReadonlyMap<string, ReadonlySet<string>>>(new Map())
  const timer = useRef(0)
  const isRunning = useRef(false)
  const current = useRef(store)
  current.current = store
  useEffect(() => () => window.clearTimeout(timer.current), [])

  const save = useCallback(
    async (drafts: Drafts, isUndo = false): Promise<void> => {
      if (isRunning.current || drafts.size === 0) return
      isRunning.current = true
      setSaving(new Set(drafts.keys()))
      const found = new Map<string, ReadonlySet<string>>()
      let firstProblem = ''
      const tell = (outcome: Outcome) => {
        current.current.settle(outcome)
        setSaving((were) => new Set([...were].filter((id) => id !== outcome.id)))
        if (outcome.kind === 'saved') {
          // The rules may have changed more than was asked for: all of that is shown as new.
          const before = outcome.sent.row.values
          const names = Object.keys(outcome.row.values).filter(
            (name) => JSON.stringify(before[name]) !== JSON.stringify(outcome.row.values[name]),
          )
          found.set(outcome.id, new Set(names))
          setWritten(new Map(found))
        } else if (outcome.kind === 'refused') firstProblem ||= outcome.problem
        else firstProblem ||= 'Somebody else changed or deleted it meanwhile.'
        if (outcome.kind === 'saved' || outcome.kind === 'stale') putRow(table, outcome.row)
      }
      const requests = {
        update: (row: Parameters<typeof updateRow>[1], values: Record<string, unknown>) =>
          updateRow(table, row, values),
        get: (id: string) => getRow(table, id),
      }
      const { saved, refused, stopped } = await saveDrafts(drafts, requests, tell)
      isRunning.current = false
      setSaving(NONE)
      window.clearTimeout(timer.current)
      timer.current = window.setTimeout(() => setWritten(new Map()), SHOWN_MS)
      if (saved.length > 0) renewTheRest(table)
      const rows = (count: number) => `${count} ${count === 1 ? 'row' : 'rows'}`
      if (stopped)
        toastError(`${rows(drafts.size - saved.length - refused)} not saved`, stopped, () =>
          save(current.current.drafts),
        )
      else if (refused > 0)
        toastError(
          `${rows(refused)} not saved`,
          new Error(firstProblem || 'Some cells hold what cannot be saved.'),
        )
      if (saved.length > 0 && !isUndo)
        toastDone(`${rows(saved.length)} saved`, () => {
          const { drafts: now, put } = current.current
          // A row that has been changed again since then is left as it is.
          const inverse = new Map([...inverseOf(saved)].filter(([id]) => !now.has(id)))
          put(new Map([...now, ...inverse]))
          save(inverse, true)
        })
      else if (saved.length > 0) toastDone('Taken back')
    },
    [table],
  )
  return { save, saving, written, isSaving: saving.size > 0 }
}
