import { useLocalStorage } from '@mantine/hooks'
import { useCallback } from 'react'
import { type BoardLayout, FIRST_LAYOUT } from './columns'
import type { ColumnOrder } from './moves'

/** Which columns are collapsed and how they are ordered, kept in this browser. */
export function useBoardLayout() {
  const [layout, setLayout] = useLocalStorage<BoardLayout>({
    key: 'ticketing-board',
    defaultValue: FIRST_LAYOUT,
    getInitialValueInEffect: false,
    deserialize: readLayout,
  })
  const setCollapsed = useCallback(
    (status: number, collapsed: boolean) =>
      setLayout((was) => ({ ...was, collapsed: { ...was.collapsed, [status]: collapsed } })),
    [setLayout],
  )
  const setOrder = useCallback(
    (status: number, order: ColumnOrder) =>
      setLayout((was) => ({ ...was, order: { ...was.order, [status]: order } })),
    [setLayout],
  )
  return { layout, setCollapsed, setOrder }
}

/** What is stored may be of another version, or anyone's. */
function readLayout(text: string | undefined): BoardLayout {
  try {
    const { collapsed, order } = JSON.parse(text ?? '{}') as Partial<BoardLayout>
    return { collapsed: { ...collapsed }, order: { ...order } }
  } catch {
    return FIRST_LAYOUT
  }
}
