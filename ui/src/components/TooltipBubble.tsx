import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  target: HTMLElement
  label: ReactNode
  opened: boolean
  position?: 'top' | 'bottom' | 'right'
  maw?: number
  multiline?: boolean
}

/** What a `Tooltip` shows. */
export function TooltipBubble(props: Props) {
  return <Tooltip {...props} />
}
