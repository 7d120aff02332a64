import { Button, Popover } from '@mantine/core'
import type { KeyboardEvent, ReactElement, ReactNode } from 'react'
import { useRef } from 'react'
import { keysToShow, matches } from '@/lib/keys'
import type { Then } from './CellEditor'
import classes from './editors.module.css'
import { saveNow } from './save-now'

interface Props {
  /** What stands in the cell meanwhile. */
  shown: ReactElement
  title: string
  /** Beside the title: a count, a switch. */
  aside?: ReactNode
  width?: number
  problem?: string
  /** Keep what was edited; called once, unless it says false. */
  onKeep?: (then: Then) => boolean
  onCancel: () => void
  children: ReactNode
}

/** An editor that needs more room than its cell: what is typed is kept on leaving, but for Esc. */
export function EditorPopover(props: Props) {
  const { shown, title, aside, width = 420, problem, onKeep, onCancel, children } = props
  const isOver = useRef(false)
  const keep = (then: Then) => {
    if (isOver.current) return
    isOver.current = true
    if (!onKeep) onCancel()
    else if (!onKeep(then)) isOver.current = false
  }
  const cancel = () => {
    isOver.current = true
    onCancel()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.nativeEvent.isComposing || event.defaultPrevented) return
    if (event.key === 'Escape') cancel()
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) keep('stay')
    else if (matches('mod+s', event.nativeEvent) && onKeep) {
      keep('stay')
      if (isOver.current) saveNow()
    } else return
    event.preventDefault()
  }
  return (
    <Popover
      opened
      position="bottom-start"
      width={`min(${width}px, calc(100vw - 16px))`}
      trapFocus
      withRoles={false} // the cell is no button, and the name is the column's
      returnFocus={false}
      closeOnEscape={false}
      onChange={(opened) => !opened && keep('leave')}
    >
      <Popover.Target>{shown}</Popover.Target>
      <Popover.Dropdown
        role="dialog"
        className={classes.dropdown}
        aria-label={title}
        onKeyDown={onKeyDown}
      >
        <div className={classes.top}>
          <span className={classes.name}>{title}</span>
          {aside}
        </div>
        {children}
        {problem && (
          <p role="alert" className={classes.error}>
            {problem}
          </p>
        )}
        {onKeep && (
          <div className={classes.bottom}>
            <span className={classes.hint}>{keysToShow('mod+Enter')} keeps it, Esc goes back</span>
            <Button variant="default" onClick={cancel}>
              Cancel
            </Button>
            <Button onClick={() => keep('stay')}>Keep</Button>
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
