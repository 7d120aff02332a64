/** Placeholder. */
export function MetricsPage() {
  return <p>MetricsPage</p>
}
