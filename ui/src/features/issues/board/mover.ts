import { announce } from '@atlaskit/pragmatic-drag-and-drop-live-region'
import { MutationObserver, type QueryClient } from '@tanstack/react-query'
import { IssueStatus, type IssueUpdate } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { isPassing, messageOf } from '@/lib/problem'
import { toastDone, toastError } from '@/lib/toast'
import { boardColumnOptions, type ColumnData } from '../api/board-column'
import { statusGroupsOptions } from '../api/board-groups'
import { cachedIssue, invalidateAround, isAnswerOf, patchIssue } from '../api/cache'
import type { IssueListQuery, IssueRow } from '../api/list-issues'
import { moveIssue } from '../api/move-issue'
import type { IssueFilterQuery } from '../search'
import {
  type ColumnOrder,
  cardsOf,
  guessRank,
  indexByClosing,
  indexByRank,
  type Place,
  placeAt,
  rankChanges,
  regrouped,
  samePlace,
  undoOf,
  withAssignee,
  within,
  without,
  withStatus,
} from './moves'

/** What is wanted of a card. */
export interface MoveRequest {
  row: IssueRow
  to: IssueStatus
  /** Between which cards it was put; without, its rank says where it stands. */
  place?: Place
  /** Who takes it, or no one. */
  assignee?: string | null
  /** No toast: what is done by one key is taken back by another. */
  quiet?: boolean
}

/** A card before and after a move, and where it stood and stands. */
interface Step {
  before: IssueRow
  after: IssueRow
  from: Place
  to: Place
}

/** A move that the rules refuse as long as nobody has the issue. */
export interface Question {
  request: MoveRequest
  step: Step
  /** Whether the card stands already where it was put; a column that is not loaded cannot show it. */
  isShown: boolean
}

/** The board as it is filtered and ordered now. */
export interface View {
  filters: IssueFilterQuery
  queryOf: (status: number) => IssueListQuery
  orderOf: (status: number) => ColumnOrder
  /** Called when a card was put elsewhere, with the place that it left. */
  onMoved: (after: IssueRow, from: Place) => void
  /** Called when somebody has to be chosen first; `answer` goes on. */
  onQuestion: (question: Question) => void
}

export type Mover = ReturnType<typeof createMover>

const KEY = 'board-move'

/** Moves cards: shown at once, sent one after the other, taken back if they are refused. */
export function createMover(client: QueryClient, view: View) {
  const underWay = new Map<string, number>()
  let refused = false

  const keyOf = (status: number) => boardColumnOptions(view.queryOf(status)).queryKey
  const groupsKey = statusGroupsOptions(view.filters).queryKey
  const columnOf = (status: number) => client.getQueryData(keyOf(status)) as ColumnData | undefined
  const cardsIn = (status: number) => cardsOf(columnOf(status), status)

  function show({ before, after, to }: Step): void {
    const [was, is] = [before.issue_status, after.issue_status]
    const name = after.issue_name
    // An answer that was asked for before the move would show the card where it was.
    for (const queryKey of [keyOf(was), keyOf(is), groupsKey])
      if (client.getQueryData(queryKey)) client.cancelQueries({ queryKey })
    patchIssue(name, (item) => ({ ...item, ...after }))
    const change = (status: number, how: (data: ColumnData) => ColumnData) =>
      client.setQueryData<ColumnData>(keyOf(status), (data) => data && how(data))
    if (was !== is) change(was, (data) => without(data, name))
    change(is, (data) => within(data, after, to))
    const points = before.issue_story_points ?? 0
    if (was !== is)
      client.setQueryData(
        groupsKey,
        (data) => data && { ...data, items: regrouped(data.items, was, is, points) },
      )
  }

  function send(step: Step, changes: IssueUpdate, request: MoveRequest): void {
    const ticket = step.before.issue_name
    underWay.set(ticket, (underWay.get(ticket) ?? 0) + 1)
    new MutationObserver(client, {
      scope: { id: KEY }, // a move counts on the neighbours that the one before it gave it
      networkMode: 'always', // without a network it fails at once, and says so
      mutationFn: () => moveIssue(ticket, changes),
      onSuccess: (issue) => succeeded(step, issue),
      onError: (error) => failed(step, request, error),
    })
      .mutate()
      .catch(() => undefined) // onError has said it
    const said = sayingOf(step, spotOf(step.after))
    announce(said.long)
    if (request.quiet) return
    const ranked = 'rank_after' in changes || 'rank_before' in changes
    const undo = undoOf(step.before, step.after, ranked ? step.from : null)
    toastDone(said.short, undo ? () => takeBack(step, undo) : undefined, KEY)
  }

  /** Count a move as done; says whether it was the last one of its card. */
  function settle(ticket: string): boolean {
    const left = (underWay.get(ticket) ?? 1) - 1
    if (left > 0) underWay.set(ticket, left)
    else underWay.delete(ticket)
    return left <= 0
  }

  function succeeded({ before, after }: Step, issue: IssueRow): void {
    const ticket = before.issue_name
    if (settle(ticket)) {
      patchIssue(ticket, (item) => ({ ...item, ...issue }))
      if (before.issue_status !== after.issue_status) invalidateAround(ticket)
      else client.invalidateQueries({ predicate: isAnswerOf('listIssues'), refetchType: 'none' })
    }
    lookAgain()
  }

  function failed(step: Step, request: MoveRequest, error: Error): void {
    const ticket = step.before.issue_name
    refused ||= !isPassing(error)
    if (settle(ticket)) {
      show(backwards(step))
      view.onMoved(step.before, step.to)
    }
    announce(`${ticket} was not moved: ${messageOf(error)}`)
    const retry = () => move({ ...request, row: current(step.before) })
    toastError(`${ticket} was not moved`, error, isPassing(error) ? retry : undefined)
    lookAgain()
  }

  /** After a refusal, ask how it stands in truth: later moves may have built on the refused one. */
  function lookAgain(): void {
    if (underWay.size > 0 || !refused) return
    refused = false
    client.invalidateQueries({ predicate: isAnswerOf('listIssues', 'listIssueGroups') })
  }

  function takeBack(done: Step, changes: IssueUpdate): void {
    const row = current(done.after)
    const { issue_status, issue_assigned_to, issue_resolution, issue_rank, resolved_on } =
      done.before
    const after = {
      ...row,
      issue_status,
      issue_assigned_to,
      issue_resolution,
      issue_rank,
      resolved_on,
    }
    const step = { before: row, after, from: done.to, to: done.from }
    show(step)
    view.onMoved(after, done.to)
    send(step, changes, { row, to: issue_status, place: done.from, quiet: true })
  }

  /** Where a request puts its card, and whether that needs another rank; null if nothing changes. */
  function placeOf({ row, to, place, assignee }: MoveRequest, from: Place) {
    if (to === row.issue_status) {
      if (assignee !== undefined) return { place: from, ranked: false }
      if (!place || samePlace(place, from) || view.orderOf(to) === 'latest') return null
      return { place, ranked: true }
    }
    const others = cardsIn(to).filter((card) => card.issue_name !== row.issue_name)
    if (view.orderOf(to) === 'latest') {
      const index = indexByClosing(others, row.resolved_on ?? Date.now())
      return { place: placeAt(others, index), ranked: false }
    }
    if (place) return { place, ranked: true }
    const index = indexByRank(others, row.issue_rank)
    // Beyond what is loaded nobody would see it: it then stands at the end of what is.
    const hidden = index === others.length && columnOf(to)?.pages.at(-1)?.links.next != null
    return { place: placeAt(others, index), ranked: hidden && index > 0 }
  }

  /** Where a card stands, and among how many, as ", 2 of 14". */
  function spotOf({ issue_name, issue_status }: IssueRow): string {
    const index = cardsIn(issue_status).findIndex((card) => card.issue_name === issue_name)
    const groups = client.getQueryData(groupsKey)?.items
    const count = groups?.find((group) => group.value === issue_status)?.count
    return index < 0 || !count ? '' : `, ${index + 1} of ${count}`
  }

  /** Move a card; `onQuestion` is asked first where a rule wants someone to have the issue. */
  function move(request: MoveRequest): void {
    const { row, to, assignee } = request
    const from = whereIs(cardsIn(row.issue_status), row.issue_name)
    const wanted = placeOf(request, from)
    if (!wanted) return
    const { place, ranked } = wanted
    const after = withStatus(withAssignee(row, assignee), to)
    if (ranked) after.issue_rank = guessRank(place, row.issue_rank)
    const step = { before: row, after, from, to: place }
    const isOpen = to === IssueStatus.ASSIGNED && after.issue_assigned_to === null
    if (!isOpen || columnOf(to)) {
      show(step)
      view.onMoved(after, from)
    }
    if (isOpen) {
      announce('Assigned needs an assignee. Choose who takes it.')
      view.onQuestion({ request, step, isShown: columnOf(to) !== undefined })
      return
    }
    const changes: IssueUpdate = {
      ...(to !== row.issue_status && { issue_status: to }),
      ...(assignee !== undefined && { issue_assigned_to: assignee }),
      ...(ranked && rankChanges(place)),
    }
    send(step, changes, request)
  }

  /** Go on after a question with who was chosen; with null, take the move back and say why. */
  function answer({ request, step, isShown }: Question, assignee: string | null): void {
    if (isShown) show(backwards(step))
    if (assignee) {
      move({ ...request, assignee })
      return
    }
    const { issue_name } = step.before
    view.onMoved(step.before, step.to)
    const why = 'Only someone’s issue can be Assigned, and nobody was chosen.'
    announce(`${issue_name} was not moved. ${why}`)
    toastError(`${issue_name} was not moved`, new Error(why))
  }

  /** Give an issue to someone or to no one; it moves to where the rules then want it. */
  function assign(row: IssueRow, assignee: string | null): void {
    if (assignee === row.issue_assigned_to) return
    const { OPEN, ASSIGNED } = IssueStatus
    const [from, to] = assignee ? [OPEN, ASSIGNED] : [ASSIGNED, OPEN]
    move({ row, to: row.issue_status === from ? to : row.issue_status, assignee })
  }

  return { move, answer, assign, cardsIn }
}

function backwards({ before, after, from, to }: Step): Step {
  return { before: after, after: before, from: to, to: from }
}

function whereIs(cards: IssueRow[], ticket: string): Place {
  const index = cards.findIndex((card) => card.issue_name === ticket)
  return index < 0 ? {} : placeAt(cards.toSpliced(index, 1), index)
}

/** The newest known row of a card. */
function current(row: IssueRow): IssueRow {
  return (cachedIssue(row.issue_name) as IssueRow | undefined) ?? row
}

/** What is said of a move: by the live region, and shorter by the toast. */
function sayingOf({ before, after }: Step, spot: string) {
  const name = after.issue_name
  if (before.issue_status !== after.issue_status) {
    const short = `${name} moved to ${labelOf(IssueStatus, after.issue_status)}`
    return { long: short + spot, short }
  }
  const who = after.issue_assigned_to
  const moved = `${name} moved${spot}`
  const given = who ? `${name} assigned to ${who}` : `${name} is assigned to no one`
  const said = before.issue_assigned_to === who ? moved : given
  return { long: said, short: said }
}
