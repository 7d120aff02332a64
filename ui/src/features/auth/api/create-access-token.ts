import { useMutation } from '@tanstack/react-query'
import { createAccessToken } from '@/api/sdk.gen'
import type { AccessTokenCreate } from '@/api/types.gen'
import { invalidateAccessTokens } from './invalidate-access-tokens'

/** Make an access token for a program; its text is in this answer alone. */
export function useCreateAccessToken() {
  return useMutation({
    mutationFn: async (body: AccessTokenCreate) =>
      (await createAccessToken({ body, throwOnError: true })).data,
    onSuccess: () => invalidateAccessTokens(),
  })
}
