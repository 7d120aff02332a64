import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import { useLayoutEffect, useRef } from 'react'
import type { Line } from './about'
import classes from './DataGrid.module.css'

interface Props {
  lines: readonly Line[]
  /** The cell beside which it stands. */
  beside: DOMRect
}

/**
 * What is worth knowing of the cell under the pointer or the focus. One box for all cells: a
 * tooltip of its own for each of hundreds would cost more than the cells themselves.
 */
export function GridTip({ lines, beside }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const { width, height } = element.getBoundingClientRect()
    const below = beside.bottom + 4
    const above = beside.top - height - 4
    const fits = below + height <= window.innerHeight - 8 || above < 8
    element.style.top = `${fits ? below : above}px`
    element.style.left = `${Math.max(8, Math.min(beside.left, window.innerWidth - width - 8))}px`
  }, [beside])
  return (
    <div ref={box} role="tooltip" className={classes.tip}>
      {lines.map(({ tone, text }) => (
        <p
          key={tone + text.slice(0, 80)}
          className={
            tone === 'problem'
              ? classes.tipProblem
              : tone === 'plain'
                ? undefined
                : classes.tipMuted
          }
        >
          {tone === 'problem' && <IconAlertTriangle size={13} aria-hidden />}
          {tone === 'lock' && <IconLock size={13} aria-hidden />}
          <span>{text.length > 600 ? `${text.slice(0, 600)}…` : text}</span>
        </p>
      ))}
    </div>
  )
}
