import { ActionIcon } from '@mantine/core'
import { IconArrowBackUp, IconArrowRight } from '@tabler/icons-react'
import type { RowRead, TableRead } from '@/api/types.gen'
import { shownValue } from '../values'
import type { RowDraft } from './drafts'
import classes from './Review.module.css'
import type { DraftStore } from './use-drafts'

interface Props {
  table: TableRead
  store: DraftStore
  onShowRow: (row: RowRead) => void
}

/** Everything that is not saved yet, also of rows on other pages, with what was refused and why. */
export function Review({ table, store, onShowRow }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.review} aria-label="Changes" tabIndex={0}>
      {[...store.drafts].map(([id, draft]) => (
        <div key={id} className={classes.row}>
          <div className={classes.head}>
            <button type="button" className={classes.name} onClick={() => onShowRow(draft.row)}>
              Row {id}
            </button>
            <ActionIcon
              size={24}
              aria-label={`Take back all changes of row ${id}`}
              onClick={() => store.revert(id)}
            >
              <IconArrowBackUp size={15} />
            </ActionIcon>
          </div>
          {draft.problem && !isSaidBelow(draft) && (
            <p role="alert" className={classes.problem}>
              {draft.problem}
            </p>
          )}
          <Changes table={table} draft={draft} onRevert={(name) => store.revert(id, name)} />
        </div>
      ))}
    </section>
  )
}

/** Whether one of the columns says the same. */
function isSaidBelow({ problem, changes }: RowDraft): boolean {
  return Object.values(changes).some((change) => change.problem === problem)
}

interface ChangesProps {
  table: TableRead
  draft: RowDraft
  onRevert: (column: string) => void
}

function Changes({ table, draft, onRevert }: ChangesProps) {
  return (
    <ul className={classes.changes}>
      {Object.entries(draft.changes).map(([name, change]) => {
        const column = table.columns.find((item) => item.name === name)
        if (!column) return null
        const words = (value: unknown) => shownValue(column, value) || 'no value'
        return (
          <li key={name} className={classes.change}>
            <span className={classes.column}>{column.title}</span>
            <span className={classes.was}>{words(draft.row.values[name])}</span>
            <IconArrowRight size={13} role="img" aria-label="becomes" className={classes.arrow} />
            <span className={classes.now}>
              {change.text === undefined ? words(change.value) : change.text || 'nothing'}
            </span>
            <ActionIcon
              size={24}
              aria-label={`Take back the change of ${column.title}`}
              onClick={() => onRevert(name)}
            >
              <IconArrowBackUp size={15} />
            </ActionIcon>
            {change.problem && <span className={classes.why}>{change.problem}</span>}
            {'now' in change && (
              <span className={classes.why}>Somebody else wrote: {words(change.now)}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
