import { Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UserProject } from '@/api/types.gen'
import { MemberRole } from '@/api/types.gen'
import { Section } from '@/components/Section'
import { labelOf } from '@/features/enumerations/labels'
import { ProjectBadge } from '@/features/projects/ProjectBadge'
import classes from './MyProjects.module.css'

/** The projects that someone has a role in. */
export function MyProjects({ projects }: { projects: readonly UserProject[] | undefined }) {
  return (
    <Section title="Your projects" aside={<Link to="/projects">Show all</Link>}>
      {!projects && <Skeleton height={36} />}
      {projects?.length === 0 && (
        <p className={classes.none}>
          You are in no project by name. Public ones are open to everyone.
        </p>
      )}
      {projects?.slice(0, 8).map((project) => (
        <Link
          key={project.project_key}
          to="/projects/$project"
          params={{ project: project.project_key }}
          className={classes.project}
        >
          <ProjectBadge projectKey={project.project_key} />
          <span className={classes.name}>{project.project_name}</span>
          <span className={classes.role}>{labelOf(MemberRole, project.member_role)}</span>
        </Link>
      ))}
    </Section>
  )
}
