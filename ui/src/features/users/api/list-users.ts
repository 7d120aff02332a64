import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listUsersOptions } from '@/api/@tanstack/react-query.gen'
import type { ListUsersData } from '@/api/types.gen'

/** Active people whose names begin with or hold a text, for pickers. */
export function usePeople(text: string, enabled: boolean, most = 50) {
  return useQuery({
    ...listUsersOptions({ query: { q: text || undefined, per_page: most, user_active: true } }),
    placeholderData: keepPreviousData,
    enabled,
  })
}

/** A page of people. */
export function useUserList(query: NonNullable<ListUsersData['query']>) {
  return useQuery({ ...listUsersOptions({ query }), placeholderData: keepPreviousData })
}

/** The options of a query for all people whose names hold a text, also who is no longer active. */
export function peopleOptions(text: string) {
  return listUsersOptions({ query: { q: text || undefined, per_page: 50 } })
}
