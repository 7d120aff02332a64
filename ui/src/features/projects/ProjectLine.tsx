import { Link } from '@tanstack/react-router'
import type { UserProject } from '@/api/types.gen'
import { MemberRole } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { ProjectBadge } from './ProjectBadge'
import classes from './ProjectLine.module.css'

/** A project that someone has a role in, as a line that leads to it. */
export function ProjectLine({ project }: { project: UserProject }) {
  return (
    <Link
      to="/projects/$project"
      params={{ project: project.project_key }}
      className={classes.project}
    >
      <ProjectBadge projectKey={project.project_key} />
      <span className={classes.name}>{project.project_name}</span>
      <span className={classes.role}>{labelOf(MemberRole, project.member_role)}</span>
    </Link>
  )
}
