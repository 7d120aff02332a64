import { Menu } from '@mantine/core'
import { type ReactNode, type RefObject, useEffect, useState } from 'react'
import { PickerAnchor } from './PickerAnchor'

interface Props {
  /** The target's is this and `-target`. */
  id: string
  target: RefObject<HTMLElement | null>
  opened: boolean
  onChange: (opened: boolean) => void
  width?: number
  children: ReactNode
}

/** What a `MenuButton` opens. */
export function MenuDropdown({ id, target, opened, onChange, width, children }: Props) {
  // It opens after it was there closed: only then it knows where the focus came from.
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  return (
    <Menu
      id={id}
      opened={ready && opened}
      onChange={onChange}
      position="bottom-end"
      width={width}
      returnFocus
    >
      <Menu.Target>
        <PickerAnchor element={target} />
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
