import { describe, expect, it } from 'vitest'
import { ApiError, OfflineError } from '@/lib/problem'
import { versionToRetry } from '../api/stale'
import { judge } from './conflict'

const stale = (conflicts: Record<string, unknown>, version = 9) =>
  new ApiError(412, { title: 'Precondition Failed', conflicts, version })

describe('a refused save', () => {
  const FIELD = 'issue_description'

  it('is a conflict when somebody else changed the text', () => {
    expect(judge(stale({ issue_description: 'theirs' }), FIELD, 'base', 'mine')).toEqual({
      kind: 'conflict',
      conflict: { base: 'base', mine: 'mine', theirs: 'theirs', version: 9 },
    })
  })

  it('is none when it says already what was to be saved', () => {
    expect(judge(stale({ issue_description: 'mine' }), FIELD, 'base', 'mine')).toEqual({
      kind: 'same',
    })
  })

  it('can be sent again when the text was changed back, or not touched', () => {
    const again = { kind: 'again', version: 9 }
    expect(judge(stale({ issue_description: 'base' }), FIELD, 'base', 'mine')).toEqual(again)
    expect(judge(stale({ issue_status: 3 }), FIELD, 'base', 'mine')).toEqual(again)
  })

  it('is an error when it was refused for another reason', () => {
    for (const error of [new OfflineError(), new ApiError(422, {}), new ApiError(412, {})])
      expect(judge(error, FIELD, 'base', 'mine')).toEqual({ kind: 'error', error })
  })
})

describe('a refused change', () => {
  it('is sent again on top of changes to other fields alone', () => {
    const changes = { issue_summary: 'mine' }
    expect(versionToRetry(stale({ issue_status: 3, labels: [] }), changes)).toBe(9)
    expect(versionToRetry(stale({}), changes)).toBe(9)
    expect(versionToRetry(stale({ issue_summary: 'theirs' }), changes)).toBeNull()
    expect(versionToRetry(new ApiError(422, {}), changes)).toBeNull()
  })
})
