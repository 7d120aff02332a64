import { Combobox, type ComboboxStore, useCombobox } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { PickerOption, PickerProps } from './Picker'
import classes from './Picker.module.css'
import { PickerAnchor } from './PickerAnchor'

interface Props extends Omit<PickerProps, 'children'> {
  /** Where it opens, and where the focus returns to. */
  target: RefObject<HTMLElement | null>
}

/** What a `Picker` opens. */
export function PickerDropdown(props: Props) {
  const { label, target, options, selected, onPick, multiple, onSearch, create } = props
  const [text, setText] = useState('')
  const id = useId() // one that Mantine makes comes too late for the first option to be found
  const dropdown = useRef<HTMLDivElement>(null)
  const combobox = useCombobox({
    opened: props.opened,
    onOpenedChange: props.onOpenedChange,
    onDropdownClose: () => {
      // Who clicked into something else wants to be there.
      const focused = document.activeElement
      if (!focused || focused === document.body || dropdown.current?.contains(focused))
        combobox.focusTarget()
    },
  })
  const { dropdownOpened: opened } = combobox
  const search = (typed: string) => {
    setText(typed)
    onSearch?.(typed)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: forgets what was typed, however closed
  useEffect(() => {
    if (opened) return
    combobox.resetSelectedOption()
    if (text !== '') search('')
  }, [opened])
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase()
    if (onSearch || !wanted) return options
    return options.filter(({ label: name, keywords }) =>
      `${name} ${keywords ?? ''}`.toLowerCase().includes(wanted),
    )
  }, [options, text, onSearch])
  const isNew =
    create !== undefined &&
    text.trim() !== '' &&
    !options.some(({ label: name }) => name.toLowerCase() === text.trim().toLowerCase())
  return (
    <Combobox
      store={combobox}
      position={props.position ?? 'bottom-start'}
      width={props.width ?? 240}
      shadow="md"
      radius="lg"
      withinPortal
      keepMounted={false}
      onOptionSubmit={(value) => {
        onPick(value)
        if (!multiple) combobox.closeDropdown()
        else if (text !== '') search('')
      }}
    >
      <Combobox.Target targetType="button">
        <PickerAnchor element={target} />
      </Combobox.Target>
      <Combobox.Dropdown
        ref={dropdown}
        className={classes.dropdown}
        onClick={(event) => event.stopPropagation()}
      >
        <div role="dialog" aria-label={label}>
          <Combobox.Search
            ref={focusWhenShown}
            role="combobox"
            aria-expanded
            aria-controls={id}
            value={text}
            onChange={(event) => search(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Backspace' && text === '') props.onBack?.()
              if (event.key === 'Tab' && !props.header) combobox.closeDropdown()
            }}
            placeholder={`${label}…`}
            aria-label={`Find: ${label}`}
          />
          {props.header}
          <Combobox.Options
            id={id}
            mah={300}
            className={classes.options}
            aria-label={label}
            aria-multiselectable={multiple || undefined}
          >
            {shown.map((option) => {
              const chosen = selected.includes(option.value)
              return (
                <Combobox.Option
                  key={option.value}
                  value={option.value}
                  active={chosen}
                  aria-selected={chosen}
                  className={classes.option}
                >
                  {option.icon && (
                    <span aria-hidden className={classes.icon}>
                      {option.icon}
                    </span>
                  )}
                  <span className={classes.label} title={option.label}>
                    {option.label}
                  </span>
                  {option.hint && <span className={classes.hint}>{option.hint}</span>}
                  {chosen && (
                    <IconCheck size={15} stroke={2} aria-hidden className={classes.check} />
                  )}
                </Combobox.Option>
              )
            })}
            {isNew && (
              <Combobox.Option value={text.trim()} className={classes.option}>
                {create} “{text.trim()}”
              </Combobox.Option>
            )}
            {shown.length === 0 && !isNew && (
              <Combobox.Empty>{props.loading ? 'Loading…' : 'Nothing matches'}</Combobox.Empty>
            )}
          </Combobox.Options>
        </div>
        <FirstOption
          combobox={combobox}
          of={shown}
          isNew={isNew}
          atChosen={props.startAtChosen === true && text === ''}
        />
      </Combobox.Dropdown>
    </Combobox>
  )
}

/** Makes an option, the first one, that which Enter takes, whenever others are shown. */
function FirstOption(props: {
  combobox: ComboboxStore
  of: readonly PickerOption[]
  /** Whether what is typed is offered as a new value, after them. */
  isNew: boolean
  /** Rather the one that is chosen, if it is among them. */
  atChosen: boolean
}) {
  const { combobox, of, isNew, atChosen } = props
  const key = of.map((option) => option.value).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: other options, another first one
  useEffect(() => {
    if (atChosen) combobox.selectActiveOption()
    else combobox.selectFirstOption()
  }, [key, isNew, atChosen])
  return null
}

/** The keyboard of a touch screen would cover a short list: there it comes when it is asked for. */
function focusWhenShown(search: HTMLInputElement | null): void {
  if (!search) return
  if (matchMedia('(pointer: coarse)').matches) {
    const list = search
      .closest('[role="presentation"]')
      ?.querySelector<HTMLElement>('[role="listbox"]')
    if (list) list.tabIndex = -1
    list?.focus({ preventScroll: true })
  } else search.focus({ preventScroll: true })
}
