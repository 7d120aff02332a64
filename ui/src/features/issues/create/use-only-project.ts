import { useEffect, useRef } from 'react'
import { MemberRole } from '@/api/types.gen'
import { useFoundProjects } from '@/features/projects/api/find-projects'
import type { FormValues } from './values'

/** Where no project is known to begin with: takes the only one there is, and tells if there is none. */
export function useOnlyProject(
  project: string,
  change: (how: (values: FormValues) => FormValues) => void,
) {
  const { data } = useFoundProjects('', project === '', 200)
  const writable = data?.items.filter((project) => project.member_role >= MemberRole.MEMBER)
  const only = writable?.length === 1 ? writable[0]?.project_key : undefined
  const isTaken = useRef(false)
  useEffect(() => {
    if (!only || isTaken.current || project) return
    isTaken.current = true
    change((values) => ({ ...values, project: only }))
  }, [only, project, change])
  return { isNowhere: writable?.length === 0 && project === '' }
}
