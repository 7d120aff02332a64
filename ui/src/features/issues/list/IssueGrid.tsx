import {
  type CSSProperties,
  Fragment,
  lazy,
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useMemo,
} from 'react'
import type { IssueGrouping } from '../search'
import type { Column } from './columns'
import { GridHead } from './GridHead'
import { GroupLine } from './GroupLine'
import type { Line } from './groups'
import classes from './IssueGrid.module.css'
import { IssueLine } from './IssueLine'
import { type Heights, type Layout, tracksOf } from './layout'
import type { EditableProperty } from './properties'
import type { GroupValue } from './query'
import type { GridNavigation } from './use-grid-navigation'
import type { Selection } from './use-selection'

const VirtualLines = lazy(() => import('./VirtualLines').then((m) => ({ default: m.VirtualLines })))

const HEAD_HEIGHT = 30
const ALL = 120 // so many lines are all drawn: they scroll well, and the browser's own search finds them
const IN_FLOW: CSSProperties = {}
const CREATABLE: readonly IssueGrouping[] = ['status', 'priority', 'type', 'assignee', 'project']

interface Props {
  /** What the grid is called, for a screen reader. */
  label: string
  lines: readonly Line[]
  columns: readonly Column[]
  layout: Layout
  heights: Heights
  nav: GridNavigation
  group?: IssueGrouping
  /** Shows the heads of the columns. */
  head?: { sort: string | undefined; onSort: (sort: string | undefined) => void }
  selection?: Selection
  /** Shows boxes to select with where there is no pointer that could hover. */
  selecting?: boolean
  /** Draws only what is seen of many lines; what scrolls is this. */
  scroller?: RefObject<HTMLElement | null>
  endSpace?: number
  /** Other lines are on their way. */
  busy?: boolean
  peeked?: string | null
  onOpen: (ticket: string) => void
  onEdit: (ticket: string, property: EditableProperty, anchor: HTMLElement) => void
  onFold?: (value: GroupValue, fold: boolean) => void
  onCreate?: (value: GroupValue) => void
}

/** Issues as a grid: links to them, with what can be changed in place, from the keyboard alone too. */
export function IssueGrid(props: Props) {
  const { lines, columns, layout, heights, nav, group, head, selection, scroller } = props
  const { onOpen, onEdit, onFold, onCreate } = props
  const tickets = useMemo(
    () => lines.flatMap((line) => (line.kind === 'issue' ? [line.key] : [])),
    [lines],
  )
  const selectable = selection !== undefined && (layout !== 'narrow' || (props.selecting ?? false))
  const longest = tickets.reduce((most, ticket) => Math.max(most, ticket.length), 0)
  const tracks = useMemo(
    () => tracksOf(columns, layout, selectable, longest),
    [columns, layout, selectable, longest],
  )
  const showsHead = head !== undefined && layout !== 'narrow'
  const headHeight = showsHead ? HEAD_HEIGHT : 0
  const stop = nav.active ?? lines[0]?.key

  const onClick = useCallback(
    (event: React.MouseEvent) => {
      const target = event.target as Element
      const key = target.closest<HTMLElement>('[data-line]')?.dataset.line
      const line = lines.find((one) => one.key === key)
      if (!line) return
      if (line.kind === 'head') {
        if (target.closest('[data-fold]')) onFold?.(line.value, !line.collapsed)
        else if (target.closest('[data-create]')) onCreate?.(line.value)
        return
      }
      const edit = target.closest<HTMLElement>('[data-edit]')
      if (target.closest('[data-select]')) {
        if (event.shiftKey) selection?.extendTo(line.key)
        else selection?.toggle(line.key)
      } else if (edit) onEdit(line.key, edit.dataset.edit as EditableProperty, edit)
      else if (target.closest('[data-main]') && isPlainClick(event)) {
        event.preventDefault()
        onOpen(line.key)
      }
    },
    [lines, selection, onOpen, onEdit, onFold, onCreate],
  )

  const render = (line: Line, index: number, style: CSSProperties): ReactNode => {
    const place = index + (showsHead ? 2 : 1)
    if (line.kind === 'head')
      return (
        group && (
          <GroupLine
            line={line}
            group={group}
            cells={columns.length + (selectable ? 1 : 0)}
            place={place}
            active={stop === line.key}
            style={style}
            creatable={onCreate !== undefined && CREATABLE.includes(group)}
          />
        )
      )
    return (
      <IssueLine
        issue={line.issue}
        columns={columns}
        layout={layout}
        place={place}
        selectable={selectable}
        selected={selection?.selected.has(line.key) ?? false}
        active={stop === line.key}
        marked={nav.active === line.key}
        peeked={props.peeked === line.key}
        top={typeof style.top === 'number' ? style.top : undefined}
        height={heights.row}
      />
    )
  }

  const sticky: CSSProperties = {
    position: 'sticky',
    top: headHeight,
    zIndex: 2,
    height: heights.group,
  }
  const variables = {
    '--above': `${headHeight + (group ? heights.group : 0)}px`,
    '--below': `${props.endSpace ?? 0}px`,
    '--tracks': tracks.template,
    '--narrow-tracks': `${selectable ? '40px ' : ''}48px minmax(0, 1fr) 48px`,
    minWidth: layout === 'narrow' ? undefined : tracks.minWidth,
  } as CSSProperties
  return (
    // biome-ignore lint/a11y/useSemanticElements: laid out by itself, not as a table
    <div
      ref={nav.root}
      role="grid"
      aria-label={props.label}
      aria-rowcount={lines.length + (showsHead ? 1 : 0)}
      aria-multiselectable={selectable || undefined}
      aria-busy={props.busy || undefined}
      data-selecting={(selection?.selected.size ?? 0) > 0 || undefined}
      data-busy={props.busy || undefined}
      className={classes.grid}
      style={variables}
      onClick={onClick}
      onKeyDown={nav.onKeyDown}
      onFocus={nav.onFocus}
      onPointerOver={sayWhatIsCut}
    >
      {showsHead && (
        <GridHead
          columns={columns}
          tight={layout === 'tight'}
          selection={selectable ? selection : undefined}
          tickets={tickets}
          {...head}
        />
      )}
      {scroller && lines.length > ALL ? (
        <Suspense fallback={<div style={{ height: lines.length * heights.row }} />}>
          <VirtualLines
            lines={lines}
            heights={heights}
            scroller={scroller}
            nav={nav}
            headHeight={headHeight}
            endSpace={props.endSpace ?? 0}
            render={render}
          />
        </Suspense>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <div role="rowgroup" style={{ paddingBottom: props.endSpace }}>
          {lines.map((line, index) => (
            <Fragment key={line.key}>
              {render(line, index, line.kind === 'head' ? sticky : IN_FLOW)}
            </Fragment>
          ))}
        </div>
      )}
    </div>
  )
}

function isPlainClick(event: React.MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
}

/** Shows on hover what there was no room for, and nothing where all can be read. */
function sayWhatIsCut(event: React.PointerEvent): void {
  const text = event.target
  if (!(text instanceof HTMLElement) || !text.hasAttribute('data-main') || text.tagName !== 'A')
    return
  if (text.scrollWidth > text.clientWidth) text.title = text.textContent ?? ''
  else text.removeAttribute('title')
}
