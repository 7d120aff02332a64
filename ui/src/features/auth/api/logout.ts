import { logout } from '@/api/sdk.gen'

/** End this session. */
export async function signOut(): Promise<void> {
  await logout({ throwOnError: true })
}
