import { useMergedRef } from '@mantine/hooks'
import { type ReactElement, type ReactNode, type Ref, useEffect, useRef, useState } from 'react'
import { whenIdle } from '@/lib/idle'
import { isField } from '@/lib/keys'
import { lazily } from '@/lib/lazily'
import { holdTyping } from '@/lib/type-ahead'

export interface PickerOption {
  value: string
  label: string
  icon?: ReactNode
  /** Said beside the label in a dimmer voice. */
  hint?: string
  /** Words that find it besides its label. */
  keywords?: string
}

export interface PickerProps {
  /** What is picked, as "Status"; the name of the list for a screen reader. */
  label: string
  /** The button that opens it, which gets the ref and the ARIA attributes; or a `PickerAnchor`. */
  children: ReactElement
  options: readonly PickerOption[]
  /** What is chosen now. */
  selected: readonly string[]
  /** Called with the value that was chosen or, with `multiple`, put in or taken out. */
  onPick: (value: string) => void
  /** Stay open, and let several be chosen. */
  multiple?: boolean
  /** Called with what is typed, when the options come from a server that searches itself. */
  onSearch?: (text: string) => void
  loading?: boolean
  /** Offers what is typed as a new value, with these words before it, as "New label". */
  create?: string
  /** Begin at what is chosen now, so that Enter alone changes nothing. */
  startAtChosen?: boolean
  /** Stands above the options, as a choice between "is" and "is not". */
  header?: ReactNode
  /** Backspace was pressed where nothing is typed: one step back. */
  onBack?: () => void
  /** Open and closed from outside, as by a key. */
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
  position?: 'bottom-start' | 'bottom-end' | 'top' | 'top-start'
  width?: number
}

const dropdown = lazily(() => import('./PickerDropdown').then((m) => m.PickerDropdown))

// A page that has pickers is drawn without what they open, which is at hand soon after.
whenIdle(dropdown.preload)

interface TargetProps {
  ref?: Ref<HTMLElement>
  onClick?: (event: React.MouseEvent<HTMLElement>) => void
  onKeyDown?: (event: React.KeyboardEvent<HTMLElement>) => void
}

/** The one popover with which properties are chosen everywhere: type to find, Enter to take. */
export function Picker({ children, ...props }: PickerProps) {
  const [openedHere, setOpenedHere] = useState(false)
  const opened = props.opened ?? openedHere
  const setOpened = (wanted: boolean) => {
    setOpenedHere(wanted)
    props.onOpenedChange?.(wanted)
  }
  const [used, setUsed] = useState(opened) // a page may have hundreds that never open
  if (opened && !used) setUsed(true)
  useEffect(() => {
    if (!opened) return
    if (!isField(document.activeElement)) holdTyping() // else it is there already
    dropdown.whenLoaded(() => {})
  }, [opened])
  const Dropdown = dropdown.use()
  const { props: own, type, key } = children as ReactElement<TargetProps>
  const Target = type as React.ElementType
  const target = useRef<HTMLElement>(null)
  const ref = useMergedRef(own.ref, target)
  return (
    <>
      <Target
        key={key}
        aria-haspopup="listbox"
        aria-expanded={opened}
        {...own}
        ref={ref}
        onClick={(event: React.MouseEvent<HTMLElement>) => {
          event.preventDefault() // the target may stand within a row that is a link
          event.stopPropagation()
          event.currentTarget.focus() // Safari gives it to no button
          own.onClick?.(event)
          setOpened(!opened)
        }}
        onKeyDown={(event: React.KeyboardEvent<HTMLElement>) => {
          own.onKeyDown?.(event)
          if (opened || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
          event.preventDefault()
          setOpened(true)
        }}
      />
      {used && Dropdown && (
        <Dropdown {...props} target={target} opened={opened} onOpenedChange={setOpened} />
      )}
    </>
  )
}
