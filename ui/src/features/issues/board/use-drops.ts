import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge'
import { type RefObject, useEffect } from 'react'
import { columnOf, draggedOf } from './dragging'
import type { Mover } from './mover'
import { placeAt } from './moves'

/** Moves the cards that are dropped, and scrolls the board sideways under one that is dragged. */
export function useDrops(board: RefObject<HTMLElement | null>, mover: Mover): void {
  useEffect(() => {
    if (!board.current) return
    return combine(
      autoScrollForElements({
        element: board.current,
        canScroll: ({ source }) => draggedOf(source.data) !== null,
        getAllowedAxis: () => 'horizontal',
      }),
      monitorForElements({
        canMonitor: ({ source }) => draggedOf(source.data) !== null,
        onDrop: ({ source, location }) => {
          const row = draggedOf(source.data)?.row
          const [first, second] = location.current.dropTargets
          const column = columnOf((second ?? first)?.data ?? {})
          if (!row || !column || !first) return
          const { status, end } = column
          const others = mover.cardsIn(status).filter((card) => card.issue_name !== row.issue_name)
          const over = draggedOf(first.data)?.row
          if (over?.issue_name === row.issue_name) return
          const at = others.findIndex((card) => card.issue_name === over?.issue_name)
          const index = !over
            ? end === 'top'
              ? 0
              : others.length
            : at + (extractClosestEdge(first.data) === 'bottom' ? 1 : 0)
          mover.move({ row, to: status, place: placeAt(others, index) })
        },
      }),
    )
  }, [board, mover])
}
