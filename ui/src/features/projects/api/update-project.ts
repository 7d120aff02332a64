import { useMutation } from '@tanstack/react-query'
import { updateProject } from '@/api/sdk.gen'
import type { ProjectUpdate } from '@/api/types.gen'
import { invalidateProjects } from './invalidate-projects'

interface Change {
  project: string
  changes: ProjectUpdate
}

/** Change a project's name, description, lead or visibility, or put it into the archive. */
export function useUpdateProject() {
  return useMutation({
    mutationFn: async ({ project, changes }: Change) =>
      (await updateProject({ path: { project }, body: changes, throwOnError: true })).data,
    onSuccess: () => invalidateProjects(),
  })
}
