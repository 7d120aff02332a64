import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { IssueStatus } from '@/api/types.gen'
import { queryClient } from '@/lib/query-client'
import * as toast from '@/lib/toast'
import { boardColumnOptions, type ColumnData } from '../api/board-column'
import { statusGroupsOptions } from '../api/board-groups'
import type { IssueRow, IssueRows } from '../api/list-issues'
import { columnQuery } from './columns'
import { createMover, type Question } from './mover'
import { cardsOf } from './moves'

vi.mock('@/lib/toast') // what is said is looked at, not shown

const { OPEN, ASSIGNED, IN_PROGRESS } = IssueStatus
const filters = { issue_project: ['OPS'] }
const sent: { ticket: string; body: Record<string, unknown> }[] = []
let answer: (ticket: string, body: Record<string, unknown>) => Response | Promise<Response>

const server = setupServer(
  http.patch('*/api/issues/:ticket', async ({ params, request }) => {
    const body = (await request.json()) as Record<string, unknown>
    sent.push({ ticket: String(params.ticket), body })
    return answer(String(params.ticket), body)
  }),
)

function row(name: string, status: IssueStatus, rank: string): IssueRow {
  return {
    issue_name: name,
    issue_status: status,
    issue_resolution: 1,
    issue_assigned_to: null,
    issue_rank: rank,
    issue_story_points: 2,
    resolved_on: null,
    version: 1,
  } as IssueRow
}

const one = row('OPS-1', OPEN, 'b')
const two = row('OPS-2', OPEN, 'd')
const three = row('OPS-3', IN_PROGRESS, 'c')

const keyOf = (status: number) => boardColumnOptions(columnQuery(filters, status, 'rank')).queryKey
const groupsKey = statusGroupsOptions(filters).queryKey

function fill(status: number, items: IssueRow[]) {
  const page = { items, links: { next: null } } as unknown as IssueRows
  const data: ColumnData = { pages: [page], pageParams: [undefined] }
  queryClient.setQueryData<ColumnData>(keyOf(status), data)
}

const shown = (status: number) =>
  cardsOf(queryClient.getQueryData<ColumnData>(keyOf(status)), status).map((i) => i.issue_name)
const counts = () =>
  Object.fromEntries(
    queryClient.getQueryData(groupsKey)?.items.map(({ value, count }) => [value, count]) ?? [],
  )

const onQuestion = vi.fn<(question: Question) => void>()
const newMover = () =>
  createMover(queryClient, {
    filters,
    queryOf: (status) => columnQuery(filters, status, 'rank'),
    orderOf: () => 'rank',
    onMoved: () => undefined,
    onQuestion,
  })

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  sent.length = 0
  queryClient.clear()
  fill(OPEN, [one, two])
  fill(ASSIGNED, [])
  fill(IN_PROGRESS, [three])
  const items = [
    { value: OPEN, count: 2, story_points: 4 },
    { value: IN_PROGRESS, count: 1, story_points: 2 },
  ]
  queryClient.setQueryData(groupsKey, { items } as never)
  answer = (ticket, body) => HttpResponse.json({ issue_name: ticket, version: 2, ...body })
})
afterEach(() => vi.clearAllMocks())

describe('a move', () => {
  it('is shown before the server knows, and counted', async () => {
    newMover().move({ row: one, to: IN_PROGRESS, place: { after: three } })
    expect(shown(OPEN)).toEqual(['OPS-2'])
    expect(shown(IN_PROGRESS)).toEqual(['OPS-3', 'OPS-1'])
    expect(counts()).toEqual({ [OPEN]: 1, [IN_PROGRESS]: 2 })
    await vi.waitFor(() => expect(sent).toHaveLength(1))
    expect(sent[0]?.body).toEqual({ issue_status: IN_PROGRESS, rank_after: 'OPS-3' })
  })

  it('without a place stands where its rank is, and keeps it', async () => {
    newMover().move({ row: one, to: IN_PROGRESS })
    expect(shown(IN_PROGRESS)).toEqual(['OPS-1', 'OPS-3'])
    await vi.waitFor(() => expect(sent[0]?.body).toEqual({ issue_status: IN_PROGRESS }))
  })

  it('to where the card is already asks for nothing', () => {
    const mover = newMover()
    mover.move({ row: one, to: OPEN, place: { before: two } })
    mover.move({ row: one, to: OPEN })
    expect(toast.toastDone).not.toHaveBeenCalled()
    expect(queryClient.isMutating()).toBe(0)
  })

  it('that is refused goes back, and says why', async () => {
    answer = () => HttpResponse.json({ detail: 'You may only read OPS.' }, { status: 403 })
    newMover().move({ row: one, to: IN_PROGRESS })
    await vi.waitFor(() => expect(toast.toastError).toHaveBeenCalled())
    expect(shown(OPEN)).toEqual(['OPS-1', 'OPS-2'])
    expect(shown(IN_PROGRESS)).toEqual(['OPS-3'])
    expect(counts()).toEqual({ [OPEN]: 2, [IN_PROGRESS]: 1 })
    const [title, error, retry] = vi.mocked(toast.toastError).mock.calls[0] ?? []
    expect([title, (error as Error).message]).toEqual([
      'OPS-1 was not moved',
      'You may only read OPS.',
    ])
    expect(retry).toBeUndefined()
  })

  it('that did not reach the server can be tried again', async () => {
    answer = () => HttpResponse.error()
    newMover().move({ row: one, to: IN_PROGRESS })
    await vi.waitFor(() => expect(toast.toastError).toHaveBeenCalled())
    expect(shown(OPEN)).toEqual(['OPS-1', 'OPS-2'])
    answer = (ticket, body) => HttpResponse.json({ issue_name: ticket, version: 2, ...body })
    vi.mocked(toast.toastError).mock.calls[0]?.[2]?.()
    await vi.waitFor(() => expect(sent).toHaveLength(2))
    expect(shown(IN_PROGRESS)).toEqual(['OPS-1', 'OPS-3'])
  })

  it('waits for the one before it, whose answer does not undo it', async () => {
    let release = () => {}
    const held = new Promise<void>((done) => {
      release = done
    })
    answer = async (ticket, body) => {
      if (sent.length === 1) await held
      return HttpResponse.json({ ...one, issue_name: ticket, version: sent.length + 1, ...body })
    }
    const mover = newMover()
    mover.move({ row: one, to: IN_PROGRESS })
    const [moved] = mover.cardsIn(IN_PROGRESS)
    mover.move({ row: moved ?? one, to: IssueStatus.ON_HOLD })
    await vi.waitFor(() => expect(sent).toHaveLength(1))
    release()
    await vi.waitFor(() => expect(sent).toHaveLength(2))
    await vi.waitFor(() => expect(queryClient.isMutating()).toBe(0))
    expect(sent.map(({ body }) => body.issue_status)).toEqual([IN_PROGRESS, IssueStatus.ON_HOLD])
    expect(shown(IN_PROGRESS)).toEqual(['OPS-3'])
    expect(shown(OPEN)).toEqual(['OPS-2'])
  })

  it('is taken back by Undo, to where the card stood', async () => {
    answer = (ticket, body) => HttpResponse.json({ ...one, issue_name: ticket, ...body })
    newMover().move({ row: one, to: IN_PROGRESS, place: { before: three } })
    await vi.waitFor(() => expect(queryClient.isMutating()).toBe(0))
    vi.mocked(toast.toastDone).mock.calls[0]?.[1]?.()
    expect(shown(OPEN)).toEqual(['OPS-1', 'OPS-2'])
    await vi.waitFor(() => expect(sent).toHaveLength(2))
    expect(sent[1]?.body).toEqual({ issue_status: OPEN, rank_before: 'OPS-2' })
  })
})

describe('an issue that becomes Assigned', () => {
  it('asks who takes it, and goes back if nobody does', async () => {
    const mover = newMover()
    mover.move({ row: one, to: ASSIGNED })
    const question = onQuestion.mock.calls[0]?.[0] as Question
    expect(shown(ASSIGNED)).toEqual(['OPS-1'])
    mover.answer(question, null)
    expect(shown(OPEN)).toEqual(['OPS-1', 'OPS-2'])
    expect(shown(ASSIGNED)).toEqual([])
    expect(toast.toastError).toHaveBeenCalledTimes(1)
    expect(queryClient.isMutating()).toBe(0)
    mover.answer(question, 'ada')
    await vi.waitFor(() => expect(sent).toHaveLength(1))
    expect(sent[0]?.body).toEqual({ issue_status: ASSIGNED, issue_assigned_to: 'ada' })
  })

  it('is what assigning an open one makes of it, and back', async () => {
    const mover = newMover()
    mover.assign(one, 'ada')
    expect(shown(ASSIGNED)).toEqual(['OPS-1'])
    const [taken] = mover.cardsIn(ASSIGNED)
    expect(taken?.issue_assigned_to).toBe('ada')
    mover.assign(taken ?? one, null)
    expect(shown(OPEN)).toEqual(['OPS-1', 'OPS-2'])
    await vi.waitFor(() => expect(sent).toHaveLength(2))
    mover.assign(three, 'ada')
    expect(shown(IN_PROGRESS)).toEqual(['OPS-3'])
  })
})
