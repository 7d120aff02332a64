import { describe, expect, it } from 'vitest'
import { type ActivityRead, ActivityType } from '@/api/types.gen'
import { entriesOf, firstStateOf, itemsOf, linkOf, listChange } from './timeline'

let id = 0
function row(values: Partial<ActivityRead>): ActivityRead {
  id += 1
  return {
    id,
    created_on: id * 1000,
    updated_on: id * 1000,
    created_by: 'ada',
    issue_id: 1,
    issue_name: 'OPS-1',
    activity_type: ActivityType.FIELD,
    activity_text: '',
    activity_imported: false,
    field: null,
    old_value: null,
    new_value: null,
    issue_version: id,
    edited_on: null,
    links: { self: '', issue: '' },
    ...values,
  }
}

const status = (from: string, to: string, more: Partial<ActivityRead> = {}) =>
  row({
    activity_type: ActivityType.STATUS,
    field: 'issue_status',
    old_value: from,
    new_value: to,
    ...more,
  })
const comment = (more: Partial<ActivityRead> = {}) =>
  row({ activity_type: ActivityType.COMMENT, activity_text: 'hello', ...more })

/** What is told of each burst, as `field old→new`. */
const told = (rows: ActivityRead[]) =>
  entriesOf(rows).map((entry) =>
    entry.kind === 'changes'
      ? entry.changes.map((change) => `${change.field} ${change.old}→${change.new}`)
      : entry.kind,
  )

describe('bursts', () => {
  it('tell what one person changed within minutes together, each field once', () => {
    const rows = [
      status('1', '2'),
      row({ field: 'issue_priority', old_value: '3', new_value: '1' }),
      status('2', '3'),
    ]
    expect(told(rows)).toEqual([['issue_status 1→3', 'issue_priority 3→1']])
    const [burst] = entriesOf(rows)
    expect(burst?.kind === 'changes' && burst.steps?.map((step) => step.new)).toEqual([
      '2',
      '1',
      '3',
    ])
  })

  it('end where another person, a comment or time comes between', () => {
    const first = status('1', '2')
    const later = status('2', '3', { created_on: first.created_on + 11 * 60_000 })
    const other = status('3', '4', { created_by: 'bob', created_on: later.created_on })
    const talk = comment({ created_by: 'bob', created_on: later.created_on })
    const after = status('4', '5', { created_by: 'bob', created_on: later.created_on })
    expect(told([first, later, other, talk, after])).toEqual([
      ['issue_status 1→2'],
      ['issue_status 2→3'],
      ['issue_status 3→4'],
      'comment',
      ['issue_status 4→5'],
    ])
  })

  it('do not mix what an import made with what happened here', () => {
    expect(told([status('1', '2', { activity_imported: true }), status('2', '3')])).toHaveLength(2)
  })

  it('leave out what was changed back, unless there is nothing else', () => {
    const back = [status('1', '3'), status('3', '1')]
    expect(
      told([...back, row({ field: 'issue_summary', old_value: 'a', new_value: 'b' })]),
    ).toEqual([['issue_summary a→b']])
    expect(told(back)).toEqual([['issue_status 1→3', 'issue_status 3→1']])
  })

  it('tell a version once though two columns hold it', () => {
    const both = { issue_version: 9 }
    const rows = [
      row({ field: 'issue_fixed_versions', old_value: '[]', new_value: '["1.4"]', ...both }),
      row({ field: 'issue_fixed_version', old_value: null, new_value: '1.4', ...both }),
    ]
    expect(told(rows)).toEqual([['issue_fixed_versions []→["1.4"]']])
  })

  it('keep links apart, each made or removed for itself', () => {
    const rows = [
      row({ field: 'links', new_value: 'OPS-2 BLOCKS' }),
      row({ field: 'links', new_value: 'OPS-3 BLOCKS' }),
      row({ field: 'links', old_value: 'OPS-2 BLOCKS' }),
    ]
    expect(told(rows)).toEqual([['links null→OPS-3 BLOCKS']])
  })

  it('never lose a row', () => {
    const rows = [comment(), status('1', '2'), status('2', '1'), comment(), status('1', '6')]
    expect(entriesOf(rows).flatMap((entry) => entry.rows)).toEqual(rows)
  })
})

describe('values', () => {
  it('of lists are compared item by item', () => {
    expect(listChange({ old: '["a","b"]', new: '["b","c, d"]' })).toEqual({
      added: ['c, d'],
      removed: ['a'],
    })
    expect(itemsOf('[broken')).toEqual(['[broken'])
    expect(itemsOf(null)).toEqual([])
  })

  it('of links name a ticket and a kind, which may have spaces', () => {
    expect(linkOf('OPS-7 BLOCKED_BY')).toEqual({ ticket: 'OPS-7', kindName: 'BLOCKED_BY' })
    expect(linkOf('OPS-7 is cloned from')).toEqual({ ticket: 'OPS-7', kindName: 'is cloned from' })
  })

  it('of creations are read leniently', () => {
    expect(firstStateOf(row({ new_value: '{"issue_type":2}' }))).toEqual({ issue_type: 2 })
    expect(firstStateOf(row({ new_value: 'nothing' }))).toEqual({})
    expect(firstStateOf(row({ new_value: null }))).toEqual({})
  })
})
