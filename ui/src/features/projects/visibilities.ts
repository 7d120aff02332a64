import { ProjectVisibility } from '@/api/types.gen'

/** Who may see a project, in words. */
export const VISIBILITIES = [
  { value: String(ProjectVisibility.PUBLIC), label: 'Everyone who is signed in' },
  { value: String(ProjectVisibility.PRIVATE), label: 'Members only' },
]
