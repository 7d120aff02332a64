import { useQuery } from '@tanstack/react-query'
import { listLinksOptions } from '@/api/@tanstack/react-query.gen'

/** The options of an issue's links, as it sees them, in the order in which they were made. */
export function linksOptions(ticket: string) {
  return listLinksOptions({ path: { ticket }, query: { per_page: 200 } })
}

/** What an issue is linked to. */
export function useLinks(ticket: string) {
  return useQuery(linksOptions(ticket))
}
