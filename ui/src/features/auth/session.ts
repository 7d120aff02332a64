import { useQuery } from '@tanstack/react-query'
import type { Validation } from '@/api/types.gen'
import { ApiError } from '@/lib/problem'
import { queryClient, whenSignedOut } from '@/lib/query-client'
import { sessionOptions } from './api/validate-token'

const COMPANION = 'ticketing_signed_in='
const channel = new BroadcastChannel('ticketing-session')
const onChange = new Set<() => void>()
let lastKnown: Validation | undefined

/**
 * Whether the browser holds a session's cookie, by the readable cookie that comes and goes with it.
 * Asking the API instead would write a 401 into the console of everyone who is signed out.
 */
export function maySignedIn(): boolean {
  return document.cookie.split('; ').some((cookie) => cookie.startsWith(COMPANION))
}

/** Who is signed in; null if no one is. Asked once, then remembered. */
export async function ensureSession(): Promise<Validation | null> {
  if (!maySignedIn()) return null
  try {
    return await queryClient.ensureQueryData(sessionOptions)
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

/** Who is signed in, on pages that need a session; the guard of their routes has seen to it. */
export function useMe(): Validation {
  const { data } = useQuery({ ...sessionOptions, enabled: false })
  if (data) lastKnown = data
  // Between the end of a session and the page that says so, parts of the page before still stand.
  if (!lastKnown) throw new Error('This part of a page needs a session.')
  return lastKnown
}

/**
 * Look whether the session still is what it was; the page learns of it if not.
 * For when the window gets the focus back: an administrator may have ended it meanwhile.
 */
export async function lookAgain(): Promise<void> {
  const before = queryClient.getQueryData(sessionOptions.queryKey)
  if (!before || !maySignedIn()) return
  try {
    const now = await queryClient.fetchQuery(sessionOptions)
    if (now.username !== before.username || now.user_type !== before.user_type) changed()
  } catch {
    // Signed out: whoever listens for that was told. Away: the next request will say so.
  }
}

/** Be told when someone signed in or out, in this tab or another. Returns how to stop. */
export function whenSessionChanges(listener: () => void): () => void {
  onChange.add(listener)
  return () => onChange.delete(listener)
}

function changed(): void {
  queryClient.removeQueries({ queryKey: sessionOptions.queryKey })
  for (const listener of onChange) listener()
}

/** Tell this tab and the others that the session is another one now. */
export function announceSession(): void {
  channel.postMessage('changed')
  changed()
}

channel.onmessage = changed

let ending = false
whenSignedOut(() => {
  if (ending) return // many requests may learn of it at once
  ending = true
  setTimeout(() => {
    ending = false
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs TLS, and Firefox lacks it
    document.cookie = `${COMPANION}; Max-Age=0; Path=${new URL(document.baseURI).pathname}`
    announceSession()
  })
})
