import { useMutation } from '@tanstack/react-query'
import { createUser } from '@/api/sdk.gen'
import type { UserCreate } from '@/api/types.gen'
import { invalidateUsers } from './invalidate-users'

/** Make an account, as an administrator does. Without a password it waits for an invitation. */
export function useCreateUser() {
  return useMutation({
    mutationFn: async (body: UserCreate) => (await createUser({ body, throwOnError: true })).data,
    onSuccess: () => invalidateUsers(),
  })
}
