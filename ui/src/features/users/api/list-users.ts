import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listUsersOptions } from '@/api/@tanstack/react-query.gen'

/** Active people whose names begin with or hold a text, for pickers. */
export function usePeople(text: string, enabled: boolean, most = 50) {
  return useQuery({
    ...listUsersOptions({ query: { q: text || undefined, per_page: most, user_active: true } }),
    placeholderData: keepPreviousData,
    enabled,
  })
}
