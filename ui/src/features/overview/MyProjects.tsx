import { Skeleton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { UserProject } from '@/api/types.gen'
import { Section } from '@/components/Section'
import { ProjectLine } from '@/features/projects/ProjectLine'
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
        <ProjectLine key={project.project_key} project={project} />
      ))}
    </Section>
  )
}
