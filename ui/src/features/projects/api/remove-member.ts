import { useMutation } from '@tanstack/react-query'
import { removeMember } from '@/api/sdk.gen'
import { toastError } from '@/lib/toast'
import { invalidateProjects } from './invalidate-projects'

/** Take someone's role in a project away. */
export function useRemoveMember(project: string) {
  return useMutation({
    mutationFn: async (username: string) => {
      await removeMember({ path: { project, username }, throwOnError: true })
    },
    onSuccess: () => invalidateProjects(),
    onError: (error, username) => toastError(`${username} was not removed`, error),
  })
}
