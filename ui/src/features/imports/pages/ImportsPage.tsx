/** Placeholder. */
export function ImportsPage() {
  return <p>ImportsPage</p>
}
