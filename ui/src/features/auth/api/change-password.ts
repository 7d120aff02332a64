import { useMutation } from '@tanstack/react-query'
import { changePassword } from '@/api/sdk.gen'
import type { PasswordChange } from '@/api/types.gen'
import { invalidateSessions } from './invalidate-sessions'

/** Change one's password; every other session of the account ends. */
export function useChangePassword() {
  return useMutation({
    mutationFn: async (body: PasswordChange) => {
      await changePassword({ body, throwOnError: true })
    },
    onSuccess: () => invalidateSessions(),
  })
}
