import { register } from '@/api/sdk.gen'
import type { Registration } from '@/api/types.gen'

/** Make an account for oneself, where registration is open. */
export async function registerAccount(body: Registration): Promise<void> {
  await register({ body, throwOnError: true })
}
