import { useQuery } from '@tanstack/react-query'
import { getImportOptions } from '@/api/@tanstack/react-query.gen'
import { ImportStatus } from '@/api/types.gen'

const LOOK_MS = 1000

/** Whether a job waits or runs. */
export function isUnfinished(status: number): boolean {
  return status === ImportStatus.QUEUED || status === ImportStatus.RUNNING
}

/** An import job; looked at each second until it has ended, but not while the page is hidden. */
export function useImport(id: number | undefined) {
  return useQuery({
    ...getImportOptions({ path: { job_id: id ?? 0 } }),
    enabled: id !== undefined,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data && isUnfinished(state.data.import_status) ? LOOK_MS : false,
  })
}
