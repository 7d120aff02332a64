import type { Action } from '@/lib/keys'

/** How well words fit a text: 0 not at all, 3 it begins with them. Each word has to be in it. */
export function howWell(wanted: string, title: string, keywords = ''): number {
  const text = wanted.trim().toLowerCase()
  const [name, all] = [title.toLowerCase(), `${title} ${keywords}`.toLowerCase()]
  if (text === '') return 1
  if (name.startsWith(text)) return 3
  const words = text.split(/\s+/)
  const parts = all.split(/[\s,/-]+/)
  if (words.every((word) => parts.some((part) => part.startsWith(word)))) return 2
  return words.every((word) => all.includes(word)) ? 1 : 0
}

/** Groups of the registry that every page has come after those of the page itself. */
const GROUPS = ['Issue', 'Go to', 'View']

/** The actions that fit, the best first; without a text all, those of the page first. */
export function fittingActions(actions: readonly Action[], wanted: string): Action[] {
  return actions
    .filter((action) => action.inPalette !== false && !action.native)
    .map((action) => ({ action, score: howWell(wanted, action.title, action.keywords) }))
    .filter(({ score }) => score > 0)
    .sort(
      (one, other) =>
        other.score - one.score ||
        GROUPS.indexOf(one.action.group) - GROUPS.indexOf(other.action.group),
    )
    .map(({ action }) => action)
}

/** The ticket that a text names exactly, in capitals; null if it is other text. */
export function ticketIn(text: string): string | null {
  const name = text.trim().toUpperCase()
  return /^[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,9}$/.test(name) ? name : null
}
