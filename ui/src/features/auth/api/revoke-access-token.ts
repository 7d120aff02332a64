import { useMutation } from '@tanstack/react-query'
import { revokeAccessToken } from '@/api/sdk.gen'
import { toastError } from '@/lib/toast'
import { invalidateAccessTokens } from './invalidate-access-tokens'

/** Revoke an access token; programs that use it are turned away from then on. */
export function useRevokeAccessToken() {
  return useMutation({
    mutationFn: async (token_id: number) => {
      await revokeAccessToken({ path: { token_id }, throwOnError: true })
    },
    onSuccess: () => invalidateAccessTokens(),
    onError: (error) => toastError('The token was not revoked', error),
  })
}
