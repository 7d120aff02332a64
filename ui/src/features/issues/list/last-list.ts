/** The list that one came from: its tickets in their order and where it is. */
interface LastList {
  tickets: readonly string[]
  /** Its address, to go back to. */
  href: string
}

export interface Neighbours {
  previous?: string
  next?: string
  /** The place in the list, from 1, and how many there are. */
  position?: number
  total?: number
  /** The address of the list. */
  back?: string
}

const KEY = 'ticketing-last-list'
let last: LastList | null = null

/** Remember the list that is shown, for walking from issue to issue. */
export function rememberList(tickets: readonly string[], href: string): void {
  last = { tickets, href }
  try {
    sessionStorage.setItem(KEY, JSON.stringify(last))
  } catch {
    // it is remembered until the page is loaded anew
  }
}

function lastList(): LastList | null {
  if (last) return last
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (typeof kept === 'object' && kept !== null && 'tickets' in kept && 'href' in kept)
      last = kept as LastList
  } catch {
    // there is none
  }
  return last
}

/** What comes before and after an issue in the list that one came from. */
export function neighbours(ticket: string): Neighbours {
  const list = lastList()
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
