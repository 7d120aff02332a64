import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listUsersOptions } from '@/api/@tanstack/react-query.gen'

/** Active people whose names begin with or hold a text, for pickers. */
export function usePeople(text: string, enabled: boolean) {
  return useQuery({
    ...listUsersOptions({ query: { q: text || undefined, per_page: 50, user_active: true } }),
    placeholderData: keepPreviousData,
    enabled,
  })
}

/** The options of a query for all people whose names hold a text, also who is no longer active. */
export function peopleOptions(text: string) {
  return listUsersOptions({ query: { q: text || undefined, per_page: 50 } })
}
