import { ApiError } from '@/lib/problem'

/** What a refused write tells of the issue as it is now. */
export interface Stale {
  /** The fields that changed since the version that was given, with their values now. */
  conflicts: Readonly<Record<string, unknown>>
  /** The version now. */
  version: number
}

/** What a 412 says; null for any other error. */
export function staleOf(error: unknown): Stale | null {
  if (!(error instanceof ApiError) || error.status !== 412) return null
  const { conflicts, version } = error.problem
  return typeof version === 'number' ? { conflicts: conflicts ?? {}, version } : null
}

/**
 * The version with which a refused change may be sent again, because nobody touched its fields:
 * a colleague's new status does not stand in the way of one's new description.
 */
export function versionToRetry(error: unknown, changes: object): number | null {
  const stale = staleOf(error)
  if (!stale || Object.keys(changes).some((field) => field in stale.conflicts)) return null
  return stale.version
}
