import { createToken } from '@/api/sdk.gen'

/** Sign in; the session comes as a cookie. */
export async function signIn(username: string, password: string): Promise<void> {
  await createToken({ body: { username, password }, throwOnError: true })
}
