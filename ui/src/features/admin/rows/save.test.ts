import { describe, expect, it } from 'vitest'
import type { RowRead } from '@/api/types.gen'
import { ApiError, OfflineError } from '@/lib/problem'
import { row } from '../test-table'
import { type Drafts, NO_DRAFTS, type Outcome, settle, stage } from './drafts'
import { fieldsOf, type Requests, saveDrafts } from './save'

function three(): Drafts {
  return ['1', '2', '3'].reduce(
    (drafts, id) => stage(drafts, row(id, { name: id }), 'name', { value: `new ${id}` }),
    NO_DRAFTS,
  )
}

/** A server on which each row answers as a test says. */
function server(answers: Record<string, () => RowRead>, now: Record<string, RowRead> = {}) {
  const asked: string[] = []
  const requests: Requests = {
    update: async (known, values) => {
      asked.push(`${known.id} ${JSON.stringify(values)}`)
      return answers[known.id]?.() ?? row(known.id, values, '2')
    },
    get: async (id) => {
      const found = now[id]
      if (!found) throw new ApiError(404, {})
      return found
    },
  }
  return { asked, requests }
}

const refuse =
  (status: number, problem = {}) =>
  () => {
    throw new ApiError(status, problem)
  }

async function save(drafts: Drafts, requests: Requests) {
  let left = drafts
  const outcomes: Outcome['kind'][] = []
  const result = await saveDrafts(drafts, requests, (outcome) => {
    left = settle(left, outcome)
    outcomes.push(outcome.kind)
  })
  return { result, left, outcomes }
}

describe('a batch', () => {
  it('is saved row by row, in order, with the changed columns alone', async () => {
    const { asked, requests } = server({})
    const { result, left } = await save(three(), requests)
    expect(asked).toEqual(['1 {"name":"new 1"}', '2 {"name":"new 2"}', '3 {"name":"new 3"}'])
    expect(result.saved).toHaveLength(3)
    expect(left.size).toBe(0)
  })

  it('goes on behind a refused row, which keeps its change with the reason', async () => {
    const { requests } = server({
      '2': refuse(422, { detail: 'No.', errors: [{ pointer: '/values/name', detail: 'Taken' }] }),
    })
    const { result, left, outcomes } = await save(three(), requests)
    expect(outcomes).toEqual(['saved', 'refused', 'saved'])
    expect(result.refused).toBe(1)
    expect([...left.keys()]).toEqual(['2'])
    expect(left.get('2')?.changes.name?.problem).toBe('Taken')
  })

  it('looks a stale row up, and saves over it when asked again', async () => {
    const { requests } = server({ '1': refuse(412) }, { '1': row('1', { name: 'theirs' }, '9') })
    const { left } = await save(three(), requests)
    expect(left.get('1')?.changes.name?.now).toBe('theirs')
    const again = server({})
    const { left: after } = await save(left, again.requests)
    expect(again.asked).toEqual(['1 {"name":"new 1"}'])
    expect(after.size).toBe(0)
  })

  it('says of a row that is gone that it is', async () => {
    const { requests } = server({ '1': refuse(404), '2': refuse(412) })
    const { outcomes } = await save(three(), requests)
    expect(outcomes).toEqual(['gone', 'gone', 'saved'])
  })

  it('ends where the server is away, with all that was not tried kept', async () => {
    const { asked, requests } = server({
      '2': () => {
        throw new OfflineError()
      },
    })
    const { result, left } = await save(three(), requests)
    expect(asked).toHaveLength(2)
    expect(result.stopped).toBeInstanceOf(OfflineError)
    expect([...left.keys()]).toEqual(['2', '3'])
  })

  it('does not send what stands for no value', async () => {
    const typed = stage(three(), row('2', { name: '2' }), 'name', {
      value: '2',
      text: '',
      problem: 'This cannot be empty.',
    })
    const { asked, requests } = server({})
    const { result } = await save(typed, requests)
    expect(asked).toHaveLength(2)
    expect(result.refused).toBe(1)
  })
})

describe('what the API says of columns', () => {
  it('is found by their names, whatever those hold', () => {
    const error = new ApiError(422, {
      errors: [
        { pointer: '/values/labels/0', detail: 'Too long.' },
        { pointer: '/values/labels/2', detail: 'Empty.' },
        { pointer: '/values/a~1b~0c', detail: 'Odd.' },
        { pointer: '?filter', detail: 'Elsewhere.' },
      ],
    })
    expect(fieldsOf(error)).toEqual({ labels: 'Too long. Empty.', 'a/b~c': 'Odd.' })
  })
})
