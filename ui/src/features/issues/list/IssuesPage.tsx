import { VisuallyHidden } from '@mantine/core'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ErrorState } from '@/components/ErrorState'
import { SkeletonRows } from '@/components/SkeletonRows'
import { useMe } from '@/features/auth/session'
import { whenIdle } from '@/lib/idle'
import { openOverlay } from '@/lib/overlay'
import { usePage } from '@/lib/page'
import { DEFAULTS } from '../search'
import type { BulkHandle } from './BulkBar'
import { chipsOf, withoutFilters } from './chips'
import { columnsOf } from './columns'
import type { FilterTarget } from './FilterPicker'
import { returnFocus } from './focus'
import { IssueGrid } from './IssueGrid'
import classes from './IssuesPage.module.css'
import { useHeights, useLayout } from './layout'
import { Pager, totalText } from './Pager'
import { createValuesOf, type GroupValue } from './query'
import { Toolbar } from './Toolbar'
import { useGridNavigation } from './use-grid-navigation'
import { useInlineEdit } from './use-inline-edit'
import { useIssueView } from './use-issue-view'
import { useListActions } from './use-list-actions'
import { useSelection } from './use-selection'
import { useViewAddress } from './use-view-address'

const loadFilterPicker = () => import('./FilterPicker')
const FilterPicker = lazy(() => loadFilterPicker().then((m) => ({ default: m.FilterPicker })))
const FilterChips = lazy(() => import('./FilterChips').then((m) => ({ default: m.FilterChips })))
const NothingHere = lazy(() => import('./NothingHere').then((m) => ({ default: m.NothingHere })))
const BulkBar = lazy(() => import('./BulkBar').then((m) => ({ default: m.BulkBar })))
const Peek = lazy(() => import('./Peek').then((m) => ({ default: m.Peek })))

const BULK_SPACE = 64
const SKELETONS = 24

/** The backlog browser: any view of the issues, named by its address. */
export function IssuesPage() {
  usePage([{ label: 'Issues' }])
  const { username: me } = useMe()
  const address = useViewAddress(me)
  const { search, go } = address
  const area = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const filterButton = useRef<HTMLButtonElement>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const bulk = useRef<BulkHandle>(null)
  const waiting = useRef<((bar: BulkHandle) => void) | null>(null)
  const layout = useLayout(area)
  const heights = useHeights(layout, search.view ?? DEFAULTS.view)
  const columns = useMemo(() => columnsOf(search.cols), [search.cols])
  const view = useIssueView(search, me)
  const { page, lines } = view
  const tickets = useMemo(
    () => lines.flatMap((line) => (line.kind === 'issue' ? [line.key] : [])),
    [lines],
  )
  const nav = useGridNavigation(lines)
  const selection = useSelection(tickets, view.key)
  const find = (ticket: string) => page?.items.find((issue) => issue.issue_name === ticket)
  const [edit, editor] = useInlineEdit(find)
  const [filtering, setFiltering] = useState<FilterTarget | null>(null)
  const [peek, setPeek] = useState<string | null>(null)
  const [selecting, setSelecting] = useState(false)
  const [said, say] = useState('')
  useEffect(() => whenIdle(loadFilterPicker), [])

  const current = nav.active ? find(nav.active) : undefined
  const peeked = peek === null ? undefined : (current ?? find(peek))
  const chosen = useMemo(
    () => (page?.items ?? []).filter((issue) => selection.selected.has(issue.issue_name)),
    [page, selection.selected],
  )
  const bulkWanted = useRef(false)
  if (chosen.length > 0) bulkWanted.current = true

  /** Do something with the bar of selected issues, as soon as it is there. */
  const withBulk = (act: (bar: BulkHandle) => void) => {
    if (bulk.current) act(bulk.current)
    else waiting.current = act
  }
  const onBulk = useCallback((bar: BulkHandle | null) => {
    bulk.current = bar
    if (!bar) return
    waiting.current?.(bar)
    waiting.current = null
  }, [])
  const open = (ticket: string) => address.openIssue(ticket, tickets)
  const closePeek = () => {
    setPeek(null)
    if (nav.active) nav.focus(nav.active)
  }
  const fold = (value: GroupValue, away: boolean) => {
    const pageNo = view.pageOf(value) ?? search.pageNo
    go(address.folded(value, away, pageNo), { keepScroll: pageNo === (search.pageNo ?? 1) })
  }
  const editCurrent = (property: 'status' | 'priority' | 'assignee') => {
    if (chosen.length > 0) return withBulk((bar) => bar.edit(property))
    const line = nav.root.current?.querySelector(`[data-line="${CSS.escape(nav.active ?? '')}"]`)
    const main = line?.querySelector<HTMLElement>('[data-main]')
    const cell = line?.querySelector<HTMLElement>(`[data-edit="${property}"]`) ?? main
    if (current && main && cell) edit.open(current.issue_name, property, cell, main)
  }
  const extend = (step: number) => {
    if (current && !selection.selected.has(current.issue_name)) selection.toggle(current.issue_name)
    const line = nav.move(step, true)
    if (line) selection.extendTo(line.key)
  }
  const commands = {
    next: () => nav.move(1, true),
    previous: () => nav.move(-1, true),
    open: () => current && open(current.issue_name),
    openInTab: () => current && address.openInTab(current.issue_name),
    peek: () => {
      if (peek !== null) return closePeek()
      const line = current ? undefined : nav.move(1, true)
      setPeek(current?.issue_name ?? line?.key ?? null)
    },
    select: () => (current ? selection.toggle(current.issue_name) : nav.move(1, true)),
    extendDown: () => extend(1),
    extendUp: () => extend(-1),
    selectAll: () => selection.select(tickets),
    filter: () => filterButton.current && setFiltering({ anchor: filterButton.current }),
    search: () => searchField.current?.select(),
    leave: () => {
      if (filtering || edit.isOpen()) {
        setFiltering(null)
        edit.close()
      } else if (peek !== null) closePeek()
      else if (selection.selected.size > 0) selection.clear()
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    },
    status: () => editCurrent('status'),
    priority: () => editCurrent('priority'),
    assignee: () => editCurrent('assignee'),
    assignMe: () => {
      if (chosen.length > 0) withBulk((bar) => bar.change({ issue_assigned_to: me }))
      else if (current && current.issue_assigned_to !== me)
        edit.change(current.issue_name, { issue_assigned_to: me })
    },
  }
  useListActions(
    commands,
    () =>
      filtering !== null ||
      edit.isOpen() ||
      waiting.current !== null ||
      (bulk.current?.isOpen ?? false),
  )

  // The chip at which a filter was being changed is gone when its last value is.
  useEffect(() => {
    if (filtering && !filtering.anchor.isConnected && filterButton.current)
      setFiltering({ ...filtering, anchor: filterButton.current })
  })
  useEffect(() => {
    const ticket = lines.length > 0 ? address.takeOpened() : undefined
    if (ticket && lines.some((line) => line.key === ticket)) nav.focus(ticket)
  }, [lines, address, nav])
  const count = page && !view.stale ? totalText(page) : undefined
  useEffect(() => {
    if (count !== undefined) say(count === '1' ? '1 issue' : `${count} issues`)
  }, [count])
  const { size } = selection.selected
  useEffect(() => {
    if (size > 0) say(size === 1 ? '1 issue selected' : `${size} issues selected`)
  }, [size])

  const { error } = view
  const { refetch } = view.list
  const narrow = layout === 'narrow'
  const notes = [
    page?.ranked === 'recent' && 'best of the newest matches',
    search.collapsed?.length && `${search.collapsed.length} folded`,
  ].filter(Boolean)
  return (
    <div className={classes.page} data-fills>
      <div ref={area} className={classes.area}>
        <VisuallyHidden component="div">
          <h1>Issues</h1>
          <output aria-live="polite">{said}</output>
        </VisuallyHidden>
        <Toolbar
          search={search}
          me={me}
          layout={layout}
          onChange={(next, replace) => go(next, { replace })}
          onFilter={setFiltering}
          filterButton={filterButton}
          searchField={searchField}
          onLeaveSearch={() => {
            if (nav.active) nav.focus(nav.active)
            else if (!nav.move(1)) searchField.current?.blur()
          }}
          shareable={address.shareable}
          selecting={selecting}
          onSelecting={setSelecting}
        />
        {chipsOf(search).length > 0 && (
          <Suspense fallback={<div className={classes.chips} />}>
            <FilterChips
              search={search}
              me={me}
              onChange={go}
              onEdit={setFiltering}
              onClear={() => go(withoutFilters(search))}
            />
          </Suspense>
        )}
        <div
          ref={scroller}
          id="rows"
          data-scroll-restoration-id="rows"
          className={classes.rows}
          style={{ '--row': `${heights.row}px` } as React.CSSProperties}
        >
          {!page && error && <ErrorState error={error} onRetry={refetch} />}
          {!page && !error && <SkeletonRows rows={SKELETONS} label="Loading issues" />}
          {page && lines.length === 0 && (
            <Suspense>
              <NothingHere search={search} page={page} onChange={go} />
            </Suspense>
          )}
          {page && lines.length > 0 && (
            <IssueGrid
              label="Issues"
              lines={lines}
              columns={columns}
              layout={layout}
              heights={heights}
              nav={nav}
              group={search.group}
              head={{
                sort: search.sort ?? (search.q ? undefined : DEFAULTS.sort),
                onSort: (sort) => go({ ...search, sort, pageNo: undefined }),
              }}
              selection={selection}
              selecting={selecting}
              scroller={scroller}
              endSpace={chosen.length > 0 ? BULK_SPACE : 0}
              busy={view.stale}
              peeked={peeked?.issue_name}
              onOpen={open}
              onEdit={edit.open}
              onFold={fold}
              onCreate={(value) => openOverlay('create', createValuesOf(search, value))}
            />
          )}
        </div>
        {page && (
          <Pager
            search={search}
            page={page}
            narrow={narrow}
            note={notes.join(', ')}
            failed={error}
            onRetry={refetch}
            onChange={go}
            onNextNear={view.prefetchNext}
          />
        )}
        {bulkWanted.current && (
          <Suspense>
            <BulkBar
              ref={onBulk}
              issues={chosen}
              selection={selection}
              tickets={tickets}
              narrow={narrow}
              say={say}
            />
          </Suspense>
        )}
      </div>
      {peeked && (
        <Suspense>
          <Peek issue={peeked} onOpen={open} onClose={closePeek} onEdit={edit.open} />
        </Suspense>
      )}
      {filtering && (
        <Suspense>
          <FilterPicker
            target={filtering}
            search={search}
            me={me}
            onChange={(next, again) => go(next, { replace: again })}
            onClose={() => {
              setFiltering(null)
              returnFocus(filtering.anchor)
            }}
          />
        </Suspense>
      )}
      {editor}
    </div>
  )
}
