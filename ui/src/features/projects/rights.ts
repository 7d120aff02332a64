import { MemberRole, type ProjectRead } from '@/api/types.gen'

/** What one may do with the issues of a project. */
export interface Rights {
  /** Create, change and comment. */
  write: boolean
  /** Delete issues and others' comments. */
  lead: boolean
  /** Why nothing can be written; undefined if it can. */
  reason?: string
}

export const NO_RIGHTS: Rights = { write: false, lead: false }

/** The rights that a project's answer tells; an archived one is only read, whoever looks. */
export function rightsIn(project: Pick<ProjectRead, 'member_role' | 'archived_on'>): Rights {
  if (project.archived_on !== null)
    return { ...NO_RIGHTS, reason: 'This project is archived: it can only be read.' }
  if (project.member_role < MemberRole.MEMBER)
    return { ...NO_RIGHTS, reason: 'You are a viewer of this project: you can only read.' }
  return { write: true, lead: project.member_role >= MemberRole.LEAD }
}
