import { useRouter } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef } from 'react'
import { ErrorState } from '@/components/ErrorState'
import { SkeletonRows } from '@/components/SkeletonRows'
import { type IssueListQuery, useIssueList } from '../api/list-issues'
import { type ColumnId, columnsOf } from './columns'
import { plainLines } from './groups'
import { IssueGrid } from './IssueGrid'
import { rememberList } from './last-list'
import { useHeights, useLayout } from './layout'
import { useGridNavigation } from './use-grid-navigation'
import { useInlineEdit } from './use-inline-edit'

const USUAL: readonly ColumnId[] = ['priority', 'status', 'type', 'assignee', 'updated']

interface Props {
  /** Which issues: filters, order and how many, as the API takes them. */
  query: IssueListQuery
  /** What the rows are called, for a screen reader, as "Children of OPS-42". */
  label: string
  /** Columns besides the ticket and the summary; a few usual ones if unsaid. */
  columns?: readonly ColumnId[]
  /** Stands there when no issue fits. */
  empty?: ReactNode
  /** How many rows are expected, for the time until they are there. */
  expected?: number
}

const NONE: ReturnType<typeof plainLines> = []

/** Rows of issues on another page than the list's: links, with properties changed in place. */
export function IssueRows({ query, label, columns = USUAL, empty, expected = 3 }: Props) {
  const router = useRouter()
  const area = useRef<HTMLDivElement>(null)
  const layout = useLayout(area)
  const heights = useHeights(layout, 'comfortable')
  const { data, error, refetch, isPlaceholderData } = useIssueList(query)
  const lines = useMemo(() => (data ? plainLines(data.items) : NONE), [data])
  const nav = useGridNavigation(lines)
  const [edit, editor] = useInlineEdit((ticket) =>
    data?.items.find((item) => item.issue_name === ticket),
  )
  const shown = useMemo(() => columnsOf(columns), [columns])
  return (
    <div
      ref={area}
      style={{ overflowX: 'auto', '--row': `${heights.row}px` } as React.CSSProperties}
    >
      {!data && error && <ErrorState error={error} onRetry={refetch} />}
      {!data && !error && <SkeletonRows rows={expected} label={`Loading: ${label}`} />}
      {data && lines.length === 0 && empty}
      {lines.length > 0 && (
        <IssueGrid
          label={label}
          lines={lines}
          columns={shown}
          layout={layout}
          heights={heights}
          nav={nav}
          busy={isPlaceholderData}
          onEdit={edit.open}
          onOpen={(ticket) => {
            rememberList(
              lines.map((line) => line.key),
              router.state.location.href,
            )
            router.navigate({ to: '/issues/$ticket', params: { ticket } })
          }}
        />
      )}
      {editor}
    </div>
  )
}
