import { useEffect, useSyncExternalStore } from 'react'

/**
 * One registry of what can be done from the keyboard. Key bindings, the command palette, the help
 * sheet and the tooltips all read it, so that none of them can say what another does not do.
 */
export interface Action {
  /** Unique; the later of two registrations with the same id is used, as the page's own is. */
  id: string
  /** What it does, as a command: "Create issue". */
  title: string
  /** Groups in palette and help: "Go to", "Issue", "List". */
  group: string
  /** Keys as `mod+k`, `g then d`, `shift+ArrowDown`; several ways are separated by ` or `. */
  keys?: string
  /** Words that find it in the palette besides its title. */
  keywords?: string
  /** False while it cannot be done; it is then not offered. */
  enabled?: boolean
  /** False for movement (j, k) that makes no sense in the palette. */
  inPalette?: boolean
  /** Also while the cursor is in a text field. */
  inFields?: boolean
  /** Done by the browser itself or by the part that has the focus: only said, never run by keys. */
  native?: boolean
  run: (event?: KeyboardEvent) => void
}

let actions: Action[] = []
const listeners = new Set<() => void>()

function change(next: Action[]): void {
  actions = next
  for (const listener of listeners) listener()
}

/** Offer actions, `base` ones before all others; returns how to withdraw them. */
export function registerActions(added: Action[], base = false): () => void {
  change(base ? [...added, ...actions] : [...actions, ...added])
  return () => change(actions.filter((action) => !added.includes(action)))
}

/** Offer actions while the component is there. Give the list through `useMemo`. */
export function useActions(added: Action[]): void {
  useEffect(() => registerActions(added), [added])
}

/**
 * Offer actions on every page: a page's own of the same id or keys go before them, whichever of the
 * two was there first. Give the list through `useMemo`.
 */
export function useBaseActions(added: Action[]): void {
  useEffect(() => registerActions(added, true), [added])
}

/** What can be done now, the latest of each id. */
export function currentActions(): Action[] {
  const byId = new Map(actions.map((action) => [action.id, action]))
  return [...byId.values()].filter((action) => action.enabled !== false)
}

/** The registry as it is now, for the palette and the help sheet. */
export function useRegisteredActions(): Action[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => actions,
  )
}

const IS_MAC = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent)

/** The keys as people write them: `mod+k` → "Ctrl K" or "⌘ K"; of several ways the first. */
export function keysToShow(keys: string): string {
  const [first = ''] = keys.split(' or ')
  return first
    .split(' then ')
    .map((step) =>
      step
        .split('+')
        .map((key) => SHOWN[key] ?? (key.length === 1 ? key.toUpperCase() : key))
        .join(' '),
    )
    .join(' then ')
}

const SHOWN: Readonly<Record<string, string>> = {
  mod: IS_MAC ? '⌘' : 'Ctrl',
  shift: '⇧',
  alt: IS_MAC ? '⌥' : 'Alt',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Enter: '↵',
  ' ': 'Space',
  space: 'Space',
}

const SEQUENCE_MS = 1200
let begun: { key: string; until: number } | null = null

const NOT_TYPED_INTO = /^(?:checkbox|radio|button|submit|reset|range|color|file|image)$/

/** Whether one types into it. */
export function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED_INTO.test(target.type)
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:TEXTAREA|SELECT)$/.test(target.tagName))
  )
}

/** Whether Enter or Space already does something where it was pressed, as on a button. */
function actsThere(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.altKey)
    return false
  if (event.key === 'Enter') return event.target.closest('a[href],button,summary') !== null
  if (event.key === ' ') return event.target.closest('button,summary,input,select') !== null
  return false
}

/** Whether an event is what a binding without "then" names. */
export function matches(step: string, event: KeyboardEvent): boolean {
  const parts = step.split('+')
  const key = parts.at(-1) === 'space' ? ' ' : parts.at(-1)
  const mod = IS_MAC ? event.metaKey : event.ctrlKey
  if (parts.includes('mod') !== mod || parts.includes('alt') !== event.altKey) return false
  if (parts.includes('shift') && !event.shiftKey) return false
  // "?" needs Shift on most keyboards; only letters and named keys tell with and without apart.
  if (!parts.includes('shift') && event.shiftKey && /^(?:[a-z]|[A-Z]\w+)$/.test(key ?? ''))
    return false
  return event.key === key || event.key.toLowerCase() === key
}

/** Run what the keys say. The shell listens with this, once. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || actsThere(event)) return
  const inField = isField(event.target)
  const inPopover =
    event.target instanceof Element &&
    event.target.closest('[role="dialog"],[role="listbox"],[role="menu"]') !== null
  const now = Date.now()
  const first = begun && begun.until > now ? begun.key : null
  begun = null
  for (const action of currentActions().reverse()) {
    if (action.native || ((inField || inPopover) && !action.inFields)) continue
    for (const way of action.keys?.split(' or ') ?? []) {
      const [step, second] = way.split(' then ')
      if (second && first === step && matches(second, event)) {
        event.preventDefault()
        action.run(event)
        return
      }
      if (!second && first === null && matches(way, event)) {
        event.preventDefault()
        action.run(event)
        return
      }
    }
  }
  const begins = currentActions().some((action) =>
    (action.native ? undefined : action.keys)
      ?.split(' or ')
      .some((way) => way.includes(' then ') && matches(way.split(' then ')[0] ?? '', event)),
  )
  if (begins && !inField && !inPopover)
    begun = { key: event.key.toLowerCase(), until: now + SEQUENCE_MS }
}

/** Do what is registered under an id, if it can be done now. */
export function runAction(id: string): void {
  currentActions()
    .find((action) => action.id === id)
    ?.run()
}
