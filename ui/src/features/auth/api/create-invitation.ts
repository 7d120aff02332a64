import { useMutation } from '@tanstack/react-query'
import { createInvitation } from '@/api/sdk.gen'

/** Make a one-time link with which someone sets a password. */
export function useCreateInvitation() {
  return useMutation({
    mutationFn: async (username: string) =>
      (await createInvitation({ body: { username }, throwOnError: true })).data,
  })
}
