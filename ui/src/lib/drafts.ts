import { useCallback, useEffect, useRef, useState } from 'react'

/** A text that was begun and not yet saved, as this browser keeps it. */
export interface Draft {
  text: string
  /** When it was last typed at, milliseconds since 1970. */
  savedOn: number
  /** What the text was when the writing began, and the version of the issue that had it. */
  base?: string
  version?: number
}

const PREFIX = 'ticketing-draft:'
const KEPT_MS = 60 * 86_400_000
const WAIT_MS = 250

/** The draft under a key; null if there is none or the browser keeps nothing. */
export function readDraft(key: string): Draft | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null')
    if (typeof found !== 'object' || found === null) return null
    const { text, savedOn } = found as Partial<Draft>
    return typeof text === 'string' && typeof savedOn === 'number' ? (found as Draft) : null
  } catch {
    return null
  }
}

/** Keep a draft. A full or forbidden storage costs the draft, nothing else. */
export function writeDraft(key: string, draft: Omit<Draft, 'savedOn'>): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ ...draft, savedOn: Date.now() }))
  } catch {
    forgetOldDrafts()
  }
}

export function removeDraft(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key)
  } catch {
    // nothing was kept either
  }
}

/** Forget drafts that nobody came back to. */
export function forgetOldDrafts(now = Date.now()): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue
      const draft = readDraft(name.slice(PREFIX.length))
      if (!draft || draft.savedOn < now - KEPT_MS) localStorage.removeItem(name)
    }
  } catch {
    // nothing was kept either
  }
}

/**
 * A text that outlives the page while it is not saved.
 *
 * `restored` is the draft that was there at the beginning; `set` keeps the text, a moment after it
 * was typed and at the latest when the page goes; `forget` is for when it is saved or given up.
 */
export function useDraft(key: string, initial: string, extra?: Pick<Draft, 'base' | 'version'>) {
  const [restored, setRestored] = useState(() => readDraft(key))
  const [text, setText] = useState(restored?.text ?? initial)
  const pending = useRef<{ timer: number; write: () => void } | null>(null)
  const kept = useRef(extra)
  kept.current = extra

  const flush = useCallback(() => {
    if (!pending.current) return
    clearTimeout(pending.current.timer)
    pending.current.write()
    pending.current = null
  }, [])

  const set = useCallback(
    (next: string, now?: Pick<Draft, 'base' | 'version'>) => {
      setText(next)
      if (pending.current) clearTimeout(pending.current.timer)
      const write = () => writeDraft(key, { text: next, ...(now ?? kept.current) })
      pending.current = { write, timer: window.setTimeout(flush, WAIT_MS) }
    },
    [key, flush],
  )

  const forget = useCallback(
    (next = '') => {
      if (pending.current) clearTimeout(pending.current.timer)
      pending.current = null
      removeDraft(key)
      setRestored(null)
      setText(next)
    },
    [key],
  )

  useEffect(() => {
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [flush])

  return { text, set, forget, restored }
}
