import { acceptInvitation } from '@/api/sdk.gen'

/** Set the password that a one-time link lets one set; it signs in at once. */
export async function accept(token: string, password: string): Promise<void> {
  await acceptInvitation({ body: { token, password }, throwOnError: true })
}
