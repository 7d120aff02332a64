import { useCallback, useMemo, useReducer } from 'react'
import type { RowRead } from '@/api/types.gen'
import { type Change, type Drafts, NO_DRAFTS, type Outcome, revert, settle, stage } from './drafts'

/** The drafts of all tables, and what they were before each of the last steps. */
interface State {
  tables: Readonly<Record<string, Drafts>>
  past: readonly Readonly<Record<string, Drafts>>[]
}

type Step = { table: string } & (
  | { kind: 'stage'; row: RowRead; column: string; change: Change }
  | { kind: 'revert'; id: string; column?: string }
  | { kind: 'put'; drafts: Drafts }
  | { kind: 'settle'; outcome: Outcome }
  | { kind: 'undo' }
)

const MOST_STEPS = 100

function reduce(state: State, step: Step): State {
  const drafts = state.tables[step.table] ?? NO_DRAFTS
  switch (step.kind) {
    case 'stage':
      return kept(state, step.table, stage(drafts, step.row, step.column, step.change))
    case 'revert':
      return kept(state, step.table, revert(drafts, step.id, step.column))
    case 'put':
      return kept(state, step.table, step.drafts)
    case 'settle':
      // What is saved cannot be taken back by going to an earlier draft.
      return { tables: { ...state.tables, [step.table]: settle(drafts, step.outcome) }, past: [] }
    case 'undo': {
      const last = state.past.at(-1)
      return last ? { tables: last, past: state.past.slice(0, -1) } : state
    }
  }
}

function kept(state: State, table: string, drafts: Drafts): State {
  return {
    tables: { ...state.tables, [table]: drafts },
    past: [...state.past, state.tables].slice(-MOST_STEPS),
  }
}

/** The changes that are not saved yet, of all tables; they stay while one looks at others. */
export function useDrafts(table: string) {
  const [state, dispatch] = useReducer(reduce, { tables: {}, past: [] })
  const drafts = state.tables[table] ?? NO_DRAFTS
  const actions = useMemo(
    () => ({
      stage: (row: RowRead, column: string, change: Change) =>
        dispatch({ kind: 'stage', table, row, column, change }),
      revert: (id: string, column?: string) => dispatch({ kind: 'revert', table, id, column }),
      put: (next: Drafts) => dispatch({ kind: 'put', table, drafts: next }),
      settle: (outcome: Outcome) => dispatch({ kind: 'settle', table, outcome }),
      undo: () => dispatch({ kind: 'undo', table }),
    }),
    [table],
  )
  const unsaved = useMemo(
    () => Object.keys(state.tables).filter((name) => (state.tables[name]?.size ?? 0) > 0),
    [state.tables],
  )
  const has = useCallback((name: string) => unsaved.includes(name), [unsaved])
  return { drafts, ...actions, unsaved, has }
}

export type DraftStore = ReturnType<typeof useDrafts>
