import { listProjectsOptions } from '@/api/@tanstack/react-query.gen'

/** The options of a query for projects whose key or name holds a text, for pickers. */
export function projectsOptions(text: string) {
  return listProjectsOptions({ query: { q: text || undefined, per_page: 50 } })
}
