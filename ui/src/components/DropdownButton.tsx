import { type ComponentType, cloneElement, type ReactElement, useId, useRef, useState } from 'react'
import { type Lazily, lazily } from '@/lib/lazily'

const menu = lazily(() => import('./MenuDropdown').then((m) => m.MenuDropdown))
const panel = lazily(() => import('./PanelDropdown').then((m) => m.PanelDropdown))

interface TargetProps {
  id?: string
  ref?: React.Ref<HTMLButtonElement>
  onClick?: (event: React.MouseEvent<HTMLElement>) => void
  onPointerEnter?: () => void
  onFocus?: () => void
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
  'aria-controls'?: string
}

interface Props<P> {
  /** A list of commands, or a panel with controls. */
  kind: 'menu' | 'panel'
  /** The button; what it asks of the pointer and the focus is set here. */
  children: ReactElement<TargetProps>
  /** What stands in it; `onDone` closes it. */
  content: Lazily<ComponentType<P & { onDone: () => void }>>
  /** What the content is told. */
  about: P
  /** The name of a panel; a menu has that of its button. */
  label?: string
  position?: 'bottom-start' | 'bottom-end' | 'top-end'
  width?: number
}

/** A button and what it opens, whose code is loaded when the pointer or the focus reaches it. */
export function DropdownButton<P extends object>(props: Props<P>) {
  const { kind, children, content, about, label, position = 'bottom-end', width } = props
  const id = useId()
  const target = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState(false)
  const [used, setUsed] = useState(false)
  const dropdown = kind === 'menu' ? menu : panel
  const Dropdown = dropdown.use()
  const Content = content.use()
  const preload = () => {
    dropdown.preload()
    content.preload()
  }
  return (
    <>
      {cloneElement(children, {
        id: `${id}-target`,
        ref: target,
        'aria-haspopup': kind === 'menu' ? 'menu' : 'dialog',
        'aria-expanded': opened,
        'aria-controls': opened ? `${id}-dropdown` : undefined,
        onPointerEnter: preload,
        onFocus: preload,
        onClick: () => {
          setUsed(true)
          setOpened(!opened)
          dropdown.whenLoaded(() => {})
          content.whenLoaded(() => {})
        },
      })}
      {used && Dropdown && Content && (
        <Dropdown
          id={id}
          target={target}
          opened={opened}
          onChange={setOpened}
          position={position}
          width={width}
          label={label}
        >
          <Content {...about} onDone={() => setOpened(false)} />
        </Dropdown>
      )}
    </>
  )
}
