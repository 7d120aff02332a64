import { EMPTY, type FormValues } from './values'

/** What is remembered belongs to whoever is signed in: others use the same browser. */
const keyOf = (what: 'draft' | 'project', username: string) => `ticketing-${what}:${username}`

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null // storage is forbidden here
  }
}

function write(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
  } catch {
    // Storage is full or forbidden: then it is not remembered.
  }
}

/** Whether a form holds something that one would not want to write again. */
export function isWorthKeeping({ summary, description }: FormValues): boolean {
  return summary.trim() !== '' || description.trim() !== ''
}

/** Keep what was written, or forget it where there is nothing. */
export function keepDraft(username: string, values: FormValues | null): void {
  const text = values && isWorthKeeping(values) ? JSON.stringify(values) : null
  write(keyOf('draft', username), text)
}

/** What was written and not created; null if nothing was. */
export function keptDraft(username: string): FormValues | null {
  try {
    const kept: unknown = JSON.parse(read(keyOf('draft', username)) ?? 'null')
    if (kept === null || typeof kept !== 'object') return null
    const draft: Record<string, unknown> = { ...EMPTY }
    for (const [name, usual] of Object.entries(EMPTY)) {
      const value = (kept as Record<string, unknown>)[name]
      const fits = usual === null ? value !== undefined : typeof value === typeof usual
      if (fits && Array.isArray(value) === Array.isArray(usual)) draft[name] = value
    }
    return draft as unknown as FormValues
  } catch {
    return null
  }
}

/** The project that an issue was last created in. */
export function lastProject(username: string): string {
  return read(keyOf('project', username)) ?? ''
}

/** Remember the project that an issue was created in. */
export function rememberProject(username: string, project: string): void {
  write(keyOf('project', username), project)
}
