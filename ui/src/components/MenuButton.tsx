import { type ComponentType, cloneElement, type ReactElement, useId, useRef, useState } from 'react'
import { type Lazily, lazily } from '@/lib/lazily'

const dropdown = lazily(() => import('./MenuDropdown').then((m) => m.MenuDropdown))

interface TargetProps {
  id?: string
  ref?: React.Ref<HTMLButtonElement>
  onClick?: (event: React.MouseEvent<HTMLElement>) => void
  onPointerEnter?: () => void
  onFocus?: () => void
  'aria-haspopup'?: 'menu'
  'aria-expanded'?: boolean
  'aria-controls'?: string
}

interface Props<P> {
  /** The button; what it asks of the pointer and the focus is set here. */
  children: ReactElement<TargetProps>
  /** What stands in the menu. */
  items: Lazily<ComponentType<P>>
  /** What the items are told. */
  about: P
  width?: number
}

/** A button and its menu, whose code is loaded when the pointer or the focus reaches the button. */
export function MenuButton<P extends object>({ children, items, about, width }: Props<P>) {
  const id = useId()
  const target = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState(false)
  const [used, setUsed] = useState(false)
  const Dropdown = dropdown.use()
  const Items = items.use()
  const preload = () => {
    dropdown.preload()
    items.preload()
  }
  return (
    <>
      {cloneElement(children, {
        id: `${id}-target`,
        ref: target,
        'aria-haspopup': 'menu',
        'aria-expanded': opened,
        'aria-controls': opened ? `${id}-dropdown` : undefined,
        onPointerEnter: preload,
        onFocus: preload,
        onClick: () => {
          setUsed(true)
          setOpened(!opened)
          dropdown.whenLoaded(() => {})
          items.whenLoaded(() => {})
        },
      })}
      {used && Dropdown && Items && (
        <Dropdown id={id} target={target} opened={opened} onChange={setOpened} width={width}>
          <Items {...about} />
        </Dropdown>
      )}
    </>
  )
}
