import { type ComponentType, type ReactElement, type ReactNode, useEffect, useState } from 'react'
import type { Lazily } from '@/lib/lazily'
import classes from './Rail.module.css'

/** What every picker of a property takes besides its value. */
export interface PickerControl {
  children: ReactElement
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

interface Props<P> {
  label: string
  /** The value in words. */
  said: string
  /** The value as it is shown. */
  children: ReactNode
  /** Keys that open it, as "S". */
  keys?: string
  editable: boolean
  opened: boolean
  onOpenedChange: (opened: boolean) => void
  picker: Lazily<ComponentType<P & PickerControl>>
  /** What the picker needs of the value. */
  control: P
}

/** A property and its value, which opens the picker for it; its code comes when it is wanted. */
export function PropertyRow<P extends object>(props: Props<P>) {
  const { label, said, children, editable, opened, onOpenedChange, picker, control } = props
  return (
    <Property label={label}>
      {editable ? (
        <Opener
          title={props.keys ? `${said} (${props.keys} to change)` : said}
          name={`${label}: ${said}`}
          opened={opened}
          onOpenedChange={onOpenedChange}
          picker={picker}
          control={control}
        >
          {children}
        </Opener>
      ) : (
        <div className={classes.fixed} title={said}>
          {children}
        </div>
      )}
    </Property>
  )
}

/** A line of the rail. */
export function Property({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.property}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.shown}>{children}</dd>
    </div>
  )
}

interface OpenerProps<P> {
  title: string
  name: string
  children: ReactNode
  opened: boolean
  onOpenedChange: (opened: boolean) => void
  picker: Lazily<ComponentType<P & PickerControl>>
  control: P
}

function Opener<P extends object>(props: OpenerProps<P>) {
  const { title, name, children, opened, onOpenedChange, picker, control } = props
  const Picker = picker.use()
  // The plain button gives way to the picker's only when it is used: never while it has the focus.
  const [armed, setArmed] = useState(false)
  useEffect(() => {
    if (opened) picker.whenLoaded(() => setArmed(true))
  }, [opened, picker])
  const waiting = {
    onClick: () => onOpenedChange(true),
    onPointerEnter: picker.preload,
    onFocus: picker.preload,
  }
  const isReady = armed && Picker !== undefined
  const button = (
    <button
      type="button"
      className={classes.value}
      aria-label={name}
      aria-haspopup="listbox"
      title={title}
      {...(isReady ? {} : waiting)}
    >
      {children}
    </button>
  )
  if (!isReady) return button
  return (
    <Picker {...control} opened={opened} onOpenedChange={onOpenedChange}>
      {button}
    </Picker>
  )
}
