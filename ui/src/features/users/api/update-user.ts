import { useMutation } from '@tanstack/react-query'
import { updateUser } from '@/api/sdk.gen'
import type { UserUpdate } from '@/api/types.gen'
import { toastDone, toastError } from '@/lib/toast'
import { invalidateUsers } from './invalidate-users'

interface Change {
  username: string
  changes: UserUpdate
  said?: string
}

/** Change an account: its address, its type, whether it is active. */
export function useUpdateUser() {
  return useMutation({
    mutationFn: async ({ username, changes }: Change) =>
      (await updateUser({ path: { username }, body: changes, throwOnError: true })).data,
    onSuccess: async (_, { said }) => {
      if (said) toastDone(said)
      await invalidateUsers()
    },
    onError: (error, { username }) => toastError(`${username} was not changed`, error),
  })
}
