import { endSessions } from '@/api/sdk.gen'

/** End all of one's sessions, this one included. */
export async function signOutEverywhere(): Promise<void> {
  await endSessions({ throwOnError: true })
}
