import { Popover } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { DropdownProps } from './dropdown-props'
import { PickerAnchor } from './PickerAnchor'

/** The panel of a `DropdownButton`. */
export function PanelDropdown({ target, opened, label, children, ...place }: DropdownProps) {
  // It opens after it was there closed: only then it knows where the focus came from.
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  return (
    <Popover {...place} opened={ready && opened} trapFocus returnFocus>
      <Popover.Target>
        <PickerAnchor element={target} />
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
    </Popover>
  )
}
