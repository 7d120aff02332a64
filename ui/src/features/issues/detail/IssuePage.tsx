/** Placeholder. */
export function IssuePage() {
  return <p>IssuePage</p>
}
