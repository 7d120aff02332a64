import { client } from '@/api/client.gen'

type Figure =
  | 'created-resolved'
  | 'cumulative-flow'
  | 'throughput'
  | 'lead-time'
  | 'cycle-time'
  | 'distributions'
  | 'workload'
  | 'ageing'

/** Where the figures of a chart can be downloaded as CSV; for a plain link. */
export function csvHref(figure: Figure, query: object): string {
  return client.buildUrl({ url: `/api/metrics/${figure}`, query: { ...query, format: 'csv' } })
}
