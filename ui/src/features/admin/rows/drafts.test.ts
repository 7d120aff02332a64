import { describe, expect, it } from 'vitest'
import { row } from '../test-table'
import {
  countOf,
  type Drafts,
  inverseOf,
  NO_DRAFTS,
  type RowDraft,
  revert,
  settle,
  stage,
  valuesOf,
} from './drafts'

const first = row('1', { name: 'one', size: 1, note: null })

function draftOf(drafts: Drafts, id = '1'): RowDraft {
  const draft = drafts.get(id)
  if (!draft) throw new Error(`Row ${id} has no draft.`)
  return draft
}

describe('cells that are changed', () => {
  it('are marked until they have their value back', () => {
    let drafts = stage(NO_DRAFTS, first, 'name', { value: 'uno' })
    drafts = stage(drafts, first, 'size', { value: 2 })
    expect(countOf(drafts)).toEqual({ rows: 1, cells: 2, problems: 0 })
    drafts = stage(drafts, first, 'size', { value: 1 })
    expect(valuesOf(draftOf(drafts))).toEqual({ name: 'uno' })
    expect(stage(drafts, first, 'name', { value: 'one' }).size).toBe(0)
  })

  it('compare with the row as it was, and not as a later look shows it', () => {
    const drafts = stage(NO_DRAFTS, first, 'name', { value: 'uno' })
    const later = row('1', { name: 'eins', size: 1, note: null }, '2')
    const again = stage(drafts, later, 'size', { value: 3 })
    expect(draftOf(again).row.etag).toBe('1')
  })

  it('can hold what stands for no value, and are then not sent', () => {
    const drafts = stage(NO_DRAFTS, first, 'size', { value: 1, text: 'x', problem: 'No number.' })
    expect(valuesOf(draftOf(drafts))).toBe(null)
    expect(countOf(drafts).problems).toBe(1)
  })

  it('are taken back one by one or by the row', () => {
    let drafts = stage(NO_DRAFTS, first, 'name', { value: 'uno' })
    drafts = stage(drafts, first, 'note', { value: 'n' })
    expect(valuesOf(draftOf(revert(drafts, '1', 'name')))).toEqual({ note: 'n' })
    expect(revert(drafts, '1').size).toBe(0)
  })
})

describe('after an attempt to save', () => {
  const drafts = stage(stage(NO_DRAFTS, first, 'name', { value: 'uno' }), first, 'size', {
    value: 2,
  })
  const sent = draftOf(drafts)

  it('saved cells are done', () => {
    const saved = row('1', { name: 'uno', size: 2, note: null }, '2')
    expect(settle(drafts, { kind: 'saved', id: '1', row: saved, sent }).size).toBe(0)
  })

  it('what was changed meanwhile is still to be saved, on top of the row that came back', () => {
    const more = stage(drafts, first, 'name', { value: 'un' })
    const saved = row('1', { name: 'uno', size: 2, note: null }, '2')
    const draft = draftOf(settle(more, { kind: 'saved', id: '1', row: saved, sent }))
    expect(valuesOf(draft)).toEqual({ name: 'un' })
    expect(draft.row.etag).toBe('2')
  })

  it('refused cells say why, the others of the row stay as they are', () => {
    const refused = settle(drafts, {
      kind: 'refused',
      id: '1',
      problem: 'No.',
      fields: { size: 'Too large.' },
    })
    const { changes, problem } = draftOf(refused)
    expect(problem).toBe('No.')
    expect(changes.size?.problem).toBe('Too large.')
    expect(changes.name?.problem).toBe(undefined)
    const changed = draftOf(stage(refused, first, 'size', { value: 3 }))
    expect(changed.changes.size?.problem).toBe(undefined)
  })

  it('a row that somebody else changed shows the value now, and can be saved over it', () => {
    const now = row('1', { name: 'eins', size: 1, note: 'theirs' }, '5')
    const stale = draftOf(settle(drafts, { kind: 'stale', id: '1', row: now }))
    expect(stale.changes.name).toEqual({ value: 'uno', now: 'eins' })
    expect(stale.changes.size).toEqual({ value: 2 })
    expect(stale.row.etag).toBe('5')
    expect(valuesOf(stale)).toEqual({ name: 'uno', size: 2 })
  })

  it('what somebody else has written just the same is done', () => {
    const now = row('1', { name: 'uno', size: 1, note: null }, '5')
    const stale = draftOf(settle(drafts, { kind: 'stale', id: '1', row: now }))
    expect(valuesOf(stale)).toEqual({ size: 2 })
  })

  it('the way back names the columns that were written', () => {
    const saved = row('1', { name: 'uno', size: 2, note: 'by a rule' }, '2')
    const inverse = inverseOf([{ draft: sent, row: saved }])
    expect(valuesOf(draftOf(inverse))).toEqual({ name: 'one', size: 1 })
    expect(draftOf(inverse).row.etag).toBe('2')
  })
})
