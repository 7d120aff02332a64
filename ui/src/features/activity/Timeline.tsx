import { Button } from '@mantine/core'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { ActivityRead } from '@/api/types.gen'
import { type HistoryKind, useHistory } from './api/list-issue-activity'
import { ChangesEntry } from './ChangesEntry'
import { CreationEntry } from './CreationEntry'
import classes from './Timeline.module.css'
import { type Entry, entriesOf } from './timeline'

interface Props {
  ticket: string
  kind: HistoryKind
  /** How a comment looks. */
  comment: (row: ActivityRead) => ReactNode
}

const ANCHOR = /^activity-(\d+)$/
/** How far back a row that the address names is looked for. */
const MOST_PAGES = 40

/** The history of an issue, newest at its end; what is earlier is loaded when one wants it. */
export function Timeline({ ticket, kind, comment }: Props) {
  const { rows, earlier, data, fetchNextPage, isFetchingNextPage } = useHistory(ticket, kind)
  const entries = useMemo(() => entriesOf(rows), [rows])
  const named = useNamedRow(
    rows,
    earlier > 0,
    (data?.pages.length ?? 0) < MOST_PAGES,
    fetchNextPage,
  )
  const navigate = useNavigate()
  const list = useRef<HTMLOListElement>(null)
  const [loaded, setLoaded] = useState('')

  // One listener for all rows: a router's link for each would make long histories slow.
  const nameRow = (event: MouseEvent) => {
    const row = (event.target as Element).closest<HTMLElement>('a[data-row]')?.dataset.row
    if (!row || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate({ to: '.', search: true, hash: `activity-${row}`, replace: true, resetScroll: false })
  }

  const loadEarlier = async () => {
    const before = rows.length
    const { data: now } = await fetchNextPage()
    const count = (now?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? before) - before
    setLoaded(count > 0 ? `${count} earlier entries loaded` : '')
    // The button may be gone: whoever used it by keyboard goes on with what it brought.
    if (now?.pages.at(-1)?.links.next === null) list.current?.focus()
  }

  return (
    <>
      {earlier > 0 && (
        <div className={classes.earlier}>
          <Button variant="default" loading={isFetchingNextPage} onClick={loadEarlier}>
            Load earlier
          </Button>
          <span>
            {earlier} {earlier === 1 ? 'entry' : 'entries'} not shown
          </span>
        </div>
      )}
      <output className={classes.spoken}>{loaded}</output>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on an address clicks it */}
      <ol
        ref={list}
        tabIndex={-1}
        className={classes.timeline}
        aria-label="History"
        onClick={nameRow}
      >
        {entries.map((entry) => (
          <li
            key={`${entry.kind}-${entry.rows[0]?.id}`}
            id={`activity-${entry.rows[0]?.id}`}
            className={classes.entry}
            data-kind={entry.kind}
            data-named={entry.rows.some((row) => row.id === named) || undefined}
          >
            <EntryContent entry={entry} comment={comment} />
          </li>
        ))}
      </ol>
    </>
  )
}

function EntryContent({ entry, comment }: { entry: Entry; comment: Props['comment'] }) {
  if (entry.kind === 'changes') return <ChangesEntry burst={entry} />
  const [row] = entry.rows
  return entry.kind === 'comment' ? comment(row) : <CreationEntry row={row} />
}

/**
 * The row that the address names with `#activity-123`: brought into view once it is there, and
 * looked for among what is earlier if it is not.
 */
function useNamedRow(
  rows: readonly ActivityRead[],
  hasEarlier: boolean,
  mayLook: boolean,
  loadMore: () => void,
): number | null {
  const hash = useLocation({ select: (location) => location.hash })
  const named = Number(ANCHOR.exec(hash)?.[1]) || null
  const here = named !== null && rows.some((row) => row.id === named)
  const asked = useRef<number | null>(null)
  const loadMoreNow = useRef(loadMore)
  loadMoreNow.current = loadMore
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that came is another look
  useEffect(() => {
    if (named === null || asked.current === named) return
    if (here) {
      asked.current = named
      const entry = document.querySelector('[data-named]')
      entry?.scrollIntoView({ block: 'center' })
    } else if (hasEarlier && mayLook) loadMoreNow.current()
  }, [named, here, hasEarlier, mayLook, rows.length])
  return named
}
