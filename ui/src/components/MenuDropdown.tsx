import { Menu } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { DropdownProps } from './dropdown-props'
import { PickerAnchor } from './PickerAnchor'

/** The menu of a `DropdownButton`. */
export function MenuDropdown({ target, opened, label: _, children, ...place }: DropdownProps) {
  // It opens after it was there closed: only then it knows where the focus came from.
  const [ready, setReady] = useState(false)
  // Within the landmark of its button, as everything on a page is.
  const [landmark, setLandmark] = useState<HTMLElement | null>(null)
  useEffect(() => {
    setLandmark(target.current?.closest<HTMLElement>('header, main') ?? null)
    setReady(true)
  }, [target])
  return (
    <Menu
      {...place}
      opened={ready && opened}
      returnFocus
      portalProps={{ target: landmark ?? undefined }}
    >
      <Menu.Target>
        <PickerAnchor element={target} />
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
