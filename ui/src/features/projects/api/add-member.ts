import { useMutation } from '@tanstack/react-query'
import { addMember } from '@/api/sdk.gen'
import type { MemberRole } from '@/api/types.gen'
import { toastError } from '@/lib/toast'
import { invalidateProjects } from './invalidate-projects'

/** Give someone a role in a project. */
export function useAddMember(project: string) {
  return useMutation({
    mutationFn: async (body: { username: string; member_role: MemberRole }) => {
      await addMember({ path: { project }, body, throwOnError: true })
    },
    onSuccess: () => invalidateProjects(),
    onError: (error, { username }) => toastError(`${username} was not added`, error),
  })
}
