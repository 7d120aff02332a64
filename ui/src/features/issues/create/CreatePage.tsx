/** Placeholder. */
export function CreatePage() {
  return <p>CreatePage</p>
}
