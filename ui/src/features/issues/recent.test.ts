import { beforeEach, describe, expect, it } from 'vitest'
import type { Validation } from '@/api/types.gen'
import { sessionOptions } from '@/features/auth/api/validate-token'
import { queryClient } from '@/lib/query-client'
import { recentlyViewed, rememberViewed } from './recent'

function signIn(username: string) {
  queryClient.setQueryData(sessionOptions.queryKey, { username } as Validation)
}

const issue = (number: number) => ({
  issue_name: `OPS-${number}`,
  issue_summary: `Issue ${number}`,
  issue_type: 2 as const,
  issue_status: 1 as const,
})

describe('recently viewed issues', () => {
  beforeEach(() => {
    localStorage.clear()
    signIn('ada')
  })

  it('are there once each, the newest first, as they were last', () => {
    rememberViewed(issue(1))
    rememberViewed(issue(2))
    rememberViewed({ ...issue(1), issue_summary: 'Renamed' })
    expect(recentlyViewed().map(({ issue_summary }) => issue_summary)).toEqual([
      'Renamed',
      'Issue 2',
    ])
  })

  it('are not more than can be looked through', () => {
    for (let number = 1; number <= 30; number++) rememberViewed(issue(number))
    expect(recentlyViewed()).toHaveLength(20)
    expect(recentlyViewed()[0]?.issue_name).toBe('OPS-30')
  })

  it('are seen by nobody else in the same browser', () => {
    rememberViewed(issue(1))
    signIn('bob')
    expect(recentlyViewed()).toEqual([])
  })

  it('are none where what is stored is damaged', () => {
    localStorage.setItem('ticketing-recent:ada', '[{"issue_name": 1}, null')
    expect(recentlyViewed()).toEqual([])
    localStorage.setItem('ticketing-recent:ada', '[{"issue_name": 1}, null]')
    expect(recentlyViewed()).toEqual([])
  })
})
