import { useMutation } from '@tanstack/react-query'
import { updateMember } from '@/api/sdk.gen'
import type { MemberRole } from '@/api/types.gen'
import { toastError } from '@/lib/toast'
import { invalidateProjects } from './invalidate-projects'

/** Change someone's role in a project. */
export function useUpdateMember(project: string) {
  return useMutation({
    mutationFn: async ({ username, role }: { username: string; role: MemberRole }) => {
      await updateMember({
        path: { project, username },
        body: { member_role: role },
        throwOnError: true,
      })
    },
    onSuccess: () => invalidateProjects(),
    onError: (error, { username }) => toastError(`${username}'s role was not changed`, error),
  })
}
