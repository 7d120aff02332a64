import { cloneElement, type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import { lazily } from '@/lib/lazily'

/** As long as the pointer has to rest before it is told what stands below it, in ms. */
const DELAY = 400

const bubble = lazily(() => import('./TooltipBubble').then((m) => m.TooltipBubble))

interface TargetProps {
  onMouseEnter?: (event: React.MouseEvent<HTMLElement>) => void
  onMouseLeave?: (event: React.MouseEvent<HTMLElement>) => void
  onMouseDown?: (event: React.MouseEvent<HTMLElement>) => void
}

interface Props {
  label: ReactNode
  /** What it tells of: an element that passes on the mouse's events. */
  children: ReactElement<TargetProps>
  position?: 'top' | 'bottom' | 'right'
  disabled?: boolean
  maw?: number
  multiline?: boolean
}

/**
 * What a thing is, told where the pointer rests on it. What draws it is loaded when a pointer first
 * comes near one: no page waits for it, and a touch screen never loads it.
 */
export function Tooltip({ label, children, disabled = false, ...look }: Props) {
  const [target, setTarget] = useState<HTMLElement | null>(null)
  const [shown, setShown] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const Bubble = bubble.use()
  useEffect(() => () => clearTimeout(timer.current), [])
  const hide = () => {
    clearTimeout(timer.current)
    setShown(false)
  }
  const { props } = children
  return (
    <>
      {cloneElement(children, {
        onMouseEnter: (event) => {
          props.onMouseEnter?.(event)
          if (matchMedia('(hover: none)').matches) return
          bubble.preload()
          setTarget(event.currentTarget)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => setShown(true), DELAY)
        },
        onMouseLeave: (event) => {
          props.onMouseLeave?.(event)
          hide()
        },
        onMouseDown: (event) => {
          props.onMouseDown?.(event)
          hide()
        },
      })}
      {Bubble && target && (
        <Bubble target={target} label={label} opened={shown && !disabled} {...look} />
      )}
    </>
  )
}
