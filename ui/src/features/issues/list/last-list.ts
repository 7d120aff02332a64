const KEY = 'ticketing-last-list'

interface LastList {
  tickets: string[]
  href: string
}

/** Where an issue stands in the list that one came from. */
export interface Neighbours {
  /** The ticket before it; undefined for the first. */
  previous?: string
  /** The ticket after it; undefined for the last. */
  next?: string
  /** Its place, from 1, among `total`. */
  position?: number
  total?: number
  /** The address of the list, as `rememberList` was given it. */
  back?: string
}

let last: LastList | null = null

function read(): LastList | null {
  if (last) return last
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (kept && typeof kept === 'object' && 'tickets' in kept && 'href' in kept)
      last = kept as LastList
  } catch {
    // Storage may be forbidden; then the list is remembered until the page is reloaded.
  }
  return last
}

/**
 * Remember a list of issues that is left for one of them.
 *
 * @param tickets - the tickets in the order of the list
 * @param href - the list's address within the tracker, as `location.href` of the router has it
 */
export function rememberList(tickets: string[], href: string): void {
  last = { tickets, href }
  try {
    sessionStorage.setItem(KEY, JSON.stringify(last))
  } catch {
    // As above.
  }
}

/** What stands beside an issue in the list that was left for it; nothing if it was not in it. */
export function neighbours(ticket: string): Neighbours {
  const list = read()
  const place = list?.tickets.indexOf(ticket) ?? -1
  if (!list || place < 0) return {}
  return {
    previous: list.tickets[place - 1],
    next: list.tickets[place + 1],
    position: place + 1,
    total: list.tickets.length,
    back: list.href,
  }
}

let opened: { ticket: string; href: string } | null = null

/** Remember which issue of a list was opened, so that the focus can return to it. */
export function rememberOpened(ticket: string, href: string): void {
  opened = { ticket, href }
}

/** The issue that was opened from a list that is shown again; told once. */
export function takeOpened(href: string): string | undefined {
  const was = opened
  opened = null
  return was?.href === href ? was.ticket : undefined
}
