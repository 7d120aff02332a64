import { useMutation } from '@tanstack/react-query'
import { createProject } from '@/api/sdk.gen'
import type { ProjectCreate } from '@/api/types.gen'
import { invalidateProjects } from './invalidate-projects'

/** Make a project; who makes it leads it. */
export function useCreateProject() {
  return useMutation({
    mutationFn: async (body: ProjectCreate) =>
      (await createProject({ body, throwOnError: true })).data,
    onSuccess: () => invalidateProjects(),
  })
}
