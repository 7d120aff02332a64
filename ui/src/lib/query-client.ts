import { QueryClient } from '@tanstack/react-query'
import { client } from '@/api/client.gen'
import { ApiError, asError, isPassing } from './problem'

const onSignedOut = new Set<() => void>()

/** Be told when the API says that there is no session any more. Returns how to stop. */
export function whenSignedOut(listener: () => void): () => void {
  onSignedOut.add(listener)
  return () => onSignedOut.delete(listener)
}

client.interceptors.error.use((error, response, request) => {
  const known = asError(error, response)
  const signingIn = request?.url.endsWith('/api/auth/token')
  if (known instanceof ApiError && known.status === 401 && !signingIn)
    for (const listener of onSignedOut) listener()
  return known
})

/** One cache for all pages. An answer is fresh for half a minute; then the next look renews it. */
export const queryClient = new QueryClient({
  defaultOptions: {
    // The tracker may be on this machine or in this house: only asking tells whether it answers.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      retry: (failures, error) => isPassing(error) && failures < 2,
      retryDelay: (attempt) => 500 * 2 ** attempt,
    },
  },
})
