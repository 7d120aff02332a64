import { client } from '@/api/client.gen'
import type { IssueFilterQuery } from '../search'

export interface CsvQuery {
  sort?: string
  /** The columns, in their order. */
  fields: string[]
}

/** Where issues can be downloaded as CSV, all of a filter; for a plain link. */
export function csvHref(query: IssueFilterQuery & CsvQuery): string {
  return client.buildUrl({ url: '/api/issues', query: { ...query, format: 'csv' } })
}
