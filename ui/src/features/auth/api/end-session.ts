import { useMutation } from '@tanstack/react-query'
import { endSession } from '@/api/sdk.gen'
import { toastError } from '@/lib/toast'
import { invalidateSessions } from './invalidate-sessions'

/** End one of one's sessions, wherever it is. */
export function useEndSession() {
  return useMutation({
    mutationFn: async (session_id: string) => {
      await endSession({ path: { session_id }, throwOnError: true })
    },
    onSuccess: () => invalidateSessions(),
    onError: (error) => toastError('The session was not ended', error),
  })
}
