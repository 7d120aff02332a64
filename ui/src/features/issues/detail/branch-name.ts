const LONGEST = 60

/** A name for a git branch of an issue, as `OPS-42-login-fails-with-a-long-name`. */
export function branchName(ticket: string, summary: string): string {
  const words = summary
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  let name = ticket
  for (const word of words) {
    if (name.length + 1 + word.length > LONGEST) break
    name += `-${word}`
  }
  return name
}
