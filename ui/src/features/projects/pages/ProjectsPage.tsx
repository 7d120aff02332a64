/** Placeholder. */
export function ProjectsPage() {
  return <p>ProjectsPage</p>
}
