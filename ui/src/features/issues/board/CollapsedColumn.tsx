import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useRef, useState } from 'react'
import { IssueStatus } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import classes from './Column.module.css'
import { columnData, draggedOf } from './dragging'

interface Props {
  status: IssueStatus
  count: number | null
  onExpand: () => void
}

/** A status as a strip: what it holds is not loaded, but cards can be dropped on it. */
export function CollapsedColumn({ status, count, onExpand }: Props) {
  const strip = useRef<HTMLElement>(null)
  const [isOver, setIsOver] = useState(false)
  const name = labelOf(IssueStatus, status)
  useEffect(() => {
    if (!strip.current) return
    return dropTargetForElements({
      element: strip.current,
      canDrop: ({ source }) => draggedOf(source.data) !== null && status !== IssueStatus.UNKNOWN,
      getData: () => columnData(status, 'bottom'),
      onDragEnter: () => setIsOver(true),
      onDragLeave: () => setIsOver(false),
      onDrop: () => setIsOver(false),
    })
  }, [status])
  return (
    <section
      ref={strip}
      className={`${classes.column} ${classes.collapsed}`}
      aria-label={name}
      data-status={status}
      data-over={isOver || undefined}
    >
      <button
        type="button"
        className={classes.expand}
        aria-expanded={false}
        aria-label={`Expand ${name}${count === null ? '' : `, ${count} issues`}`}
        title={`Expand ${name}`}
        onClick={onExpand}
      >
        <span aria-hidden style={{ display: 'inline-flex' }}>
          <StatusIcon status={status} />
        </span>
        <span className={classes.standing}>{name}</span>
        {count !== null && <span className={classes.count}>{count.toLocaleString('en')}</span>}
      </button>
    </section>
  )
}
