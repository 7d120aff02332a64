import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Line } from './groups'

/** Moves the focus among the lines of a list; one of them at a time can be reached with Tab. */
export interface GridNavigation {
  root: RefObject<HTMLDivElement | null>
  /** The line that has the focus, or had it last. */
  active: string | null
  setActive: (key: string) => void
  focus: (key: string) => void
  /** Go so many lines on; returns where that is. With `issues`, heads of groups are passed over. */
  move: (step: number, issues?: boolean) => Line | undefined
  /** Where the rows are drawn only as far as they are seen, this brings one into sight. */
  onReveal: RefObject<((index: number) => void) | null>
  onKeyDown: (event: React.KeyboardEvent) => void
  onFocus: (event: React.FocusEvent) => void
}

const PAGE = 10

function lineOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-line]') : null
}

/** Keyboard navigation of a grid whose lines carry `data-line`, and `data-main` on what gets the focus. */
export function useGridNavigation(lines: readonly Line[]): GridNavigation {
  const root = useRef<HTMLDivElement>(null)
  const onReveal = useRef<((index: number) => void) | null>(null)
  const [chosen, setActive] = useState<string | null>(null)
  const active = chosen !== null && lines.some((line) => line.key === chosen) ? chosen : null
  const latest = useRef({ lines, active })
  latest.current = { lines, active }
  const wanted = useRef<string | null>(null)

  const focusNow = useCallback((key: string): boolean => {
    const line = root.current?.querySelector(`[data-line="${CSS.escape(key)}"]`)
    const main = line?.querySelector<HTMLElement>('[data-main]')
    main?.focus({ preventScroll: true })
    return main !== null && main !== undefined
  }, [])

  // React takes an element out and puts it in again to move it, and it loses the focus by that.
  const hadFocus = root.current?.contains(document.activeElement) ?? false
  useLayoutEffect(() => {
    if (wanted.current !== null) {
      if (focusNow(wanted.current)) wanted.current = null
    } else if (hadFocus && document.activeElement === document.body && latest.current.active)
      focusNow(latest.current.active)
  })

  const focus = useCallback(
    (key: string) => {
      setActive(key)
      const index = latest.current.lines.findIndex((line) => line.key === key)
      if (index < 0) return
      if (onReveal.current) onReveal.current(index)
      else
        root.current
          ?.querySelector(`[data-line="${CSS.escape(key)}"]`)
          ?.scrollIntoView({ block: 'nearest' })
      wanted.current = focusNow(key) ? null : key
    },
    [focusNow],
  )

  const move = useCallback(
    (step: number, issues = false) => {
      const { lines: all, active: from } = latest.current
      const places = issues ? all.filter((line) => line.kind === 'issue') : all
      let at = places.findIndex((line) => line.key === from)
      if (at < 0 && from !== null) {
        // A head has the focus: go on from the issues around it.
        const head = all.findIndex((line) => line.key === from)
        const before = all.slice(0, head).filter((line) => line.kind === 'issue').length
        at = step > 0 ? before - 1 : before
      }
      const to = at < 0 && from === null ? 0 : Math.min(places.length - 1, Math.max(0, at + step))
      const line = places[to]
      if (line) focus(line.key)
      return line
    },
    [focus],
  )

  const onFocus = useCallback((event: React.FocusEvent) => {
    const key = lineOf(event.target)?.dataset.line
    if (key !== undefined) setActive(key)
  }, [])

  const onKeyDown = useCallback(
    (event: React.KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      const line = lineOf(event.target)
      if (!line) return
      const steps: Record<string, number> = {
        ArrowDown: 1,
        ArrowUp: -1,
        PageDown: PAGE,
        PageUp: -PAGE,
        Home: Number.NEGATIVE_INFINITY,
        End: Number.POSITIVE_INFINITY,
      }
      const step = steps[event.key]
      if (step !== undefined) {
        event.preventDefault()
        move(step)
      } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
        const stops = [...line.querySelectorAll<HTMLElement>('a[href],button,input')]
        const at = stops.indexOf(event.target as HTMLElement)
        const next = stops[at + (event.key === 'ArrowRight' ? 1 : -1)]
        event.preventDefault()
        next?.focus()
      }
    },
    [move],
  )
  return useMemo(
    () => ({ root, active, setActive, focus, move, onReveal, onKeyDown, onFocus }),
    [active, focus, move, onKeyDown, onFocus],
  )
}
