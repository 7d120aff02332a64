import { useMutation } from '@tanstack/react-query'
import { deleteProject } from '@/api/sdk.gen'
import { queryClient } from '@/lib/query-client'

/** Delete a project that has no issue. */
export function useDeleteProject() {
  return useMutation({
    mutationFn: async (project: string) => {
      await deleteProject({ path: { project }, throwOnError: true })
    },
    onSuccess: () =>
      queryClient.invalidateQueries({
        predicate: ({ queryKey: [key] }) =>
          typeof key === 'object' && key !== null && '_id' in key && key._id === 'listProjects',
      }),
  })
}
