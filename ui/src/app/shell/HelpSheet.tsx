/** Placeholder. */
export function HelpSheet(_: { onClose: () => void }) {
  return null
}
