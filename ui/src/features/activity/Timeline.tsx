import { Button } from '@mantine/core'
import { useLocation, useNavigate } from '@tanstack/react-router'
import {
  type MouseEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { ActivityRead } from '@/api/types.gen'
import { LinesSkeleton } from '@/components/LinesSkeleton'
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
  /** What stands below it. */
  children: ReactNode
}

const NOT_YET: Entry[] = []
const ANCHOR = /^activity-(\d+)$/
/** How far back a row that the address names is looked for. */
const MOST_PAGES = 40

/** The history of an issue, newest at its end; what is earlier is loaded when one wants it. */
export function Timeline({ ticket, kind, comment, children }: Props) {
  const { rows, earlier, data, fetchNextPage, isFetchingNextPage } = useHistory(ticket, kind)
  const newest = useMemo(() => entriesOf(rows), [rows])
  // Long comments take their time: they are made ready in pieces, while the page stays responsive.
  const entries = useDeferredValue(newest, NOT_YET)
  const named = useNamedRow({
    rows,
    isShown: entries === newest,
    mayLook: earlier > 0 && (data?.pages.length ?? 0) < MOST_PAGES,
    lookOn: fetchNextPage,
  })
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
    const { data: loadedNow } = await fetchNextPage()
    const count =
      (loadedNow?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? before) - before
    setLoaded(count > 0 ? `${count} earlier entries loaded` : '')
    // The button may be gone: whoever used it by keyboard goes on with what it brought.
    if (loadedNow?.pages.at(-1)?.links.next === null) list.current?.focus({ preventScroll: true })
  }

  if (entries === NOT_YET) return <LinesSkeleton lines={4} />
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
      {children}
    </>
  )
}

function EntryContent({ entry, comment }: { entry: Entry; comment: Props['comment'] }) {
  if (entry.kind === 'changes') return <ChangesEntry burst={entry} />
  const [row] = entry.rows
  return entry.kind === 'comment' ? comment(row) : <CreationEntry row={row} />
}

interface Looking {
  rows: readonly ActivityRead[]
  /** Whether these rows are what is to be seen. */
  isShown: boolean
  /** Whether there is more to be looked through. */
  mayLook: boolean
  lookOn: () => void
}

/**
 * The row that the address names with `#activity-123`: brought into view once it is there, and
 * looked for among what is earlier if it is not.
 */
function useNamedRow({ rows, isShown, mayLook, lookOn }: Looking): number | null {
  const hash = useLocation({ select: (location) => location.hash })
  const named = Number(ANCHOR.exec(hash)?.[1]) || null
  const isHere = named !== null && rows.some((row) => row.id === named)
  const found = useRef<number | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that came is another look
  useEffect(() => {
    if (named === null || !isShown || found.current === named) return
    if (isHere) {
      found.current = named
      const entry = document.querySelector('[data-named]')
      if (entry && !isInView(entry)) entry.scrollIntoView({ block: 'center' })
    } else if (mayLook) lookOn()
  }, [named, isHere, isShown, mayLook, rows.length])
  return named
}

function isInView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 0 && bottom <= window.innerHeight
}
