import { Combobox, useCombobox } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type ReactElement, type ReactNode, useEffect, useMemo, useState } from 'react'
import classes from './Picker.module.css'

export interface PickerOption {
  value: string
  label: string
  icon?: ReactNode
  /** Said beside the label in a dimmer voice. */
  hint?: string
  /** Words that find it besides its label. */
  keywords?: string
}

interface Props {
  /** What is picked, as "Status"; the name of the list for a screen reader. */
  label: string
  /** The button that opens it; it gets the ref and the ARIA attributes. */
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
  /** Open and closed from outside, as by a key. */
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
  position?: 'bottom-start' | 'bottom-end'
  width?: number
}

/** The one popover with which properties are chosen everywhere: type to find, Enter to take. */
export function Picker(props: Props) {
  const { label, children, options, selected, onPick, multiple, onSearch, create } = props
  const [text, setText] = useState('')
  const combobox = useCombobox({
    opened: props.opened,
    onOpenedChange: props.onOpenedChange,
    onDropdownClose: () => {
      combobox.resetSelectedOption()
      combobox.focusTarget()
      setText('')
      onSearch?.('')
    },
  })
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it opens, by whatever way
  useEffect(() => {
    if (combobox.dropdownOpened) combobox.focusSearchInput()
  }, [combobox.dropdownOpened])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other options, another first one
  useEffect(() => {
    if (!combobox.dropdownOpened) return
    if (text || multiple) combobox.selectFirstOption()
    else combobox.selectActiveOption() // Enter alone then leaves what is chosen
  }, [shown, combobox.dropdownOpened])
  return (
    <Combobox
      store={combobox}
      position={props.position ?? 'bottom-start'}
      width={props.width ?? 240}
      shadow="md"
      radius="lg"
      withinPortal
      onOptionSubmit={(value) => {
        onPick(value)
        if (multiple) setText('')
        else combobox.closeDropdown()
      }}
    >
      <Combobox.Target targetType="button">
        {withOpening(children, combobox.toggleDropdown)}
      </Combobox.Target>
      <Combobox.Dropdown className={classes.dropdown} onClick={(event) => event.stopPropagation()}>
        <Combobox.Search
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            onSearch?.(event.currentTarget.value)
          }}
          placeholder={`${label}…`}
          aria-label={`Find: ${label}`}
        />
        <Combobox.Options mah={300} className={classes.options} aria-label={label}>
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
                {option.icon}
                <span className={classes.label}>{option.label}</span>
                {option.hint && <span className={classes.hint}>{option.hint}</span>}
                {chosen && (
                  <IconCheck size={15} stroke={2} aria-label="chosen" className={classes.check} />
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
      </Combobox.Dropdown>
    </Combobox>
  )
}

function withOpening(target: ReactElement, toggle: () => void): ReactElement {
  const { props, type, key } = target as ReactElement<{
    onClick?: (event: React.MouseEvent) => void
  }>
  const Target = type as React.ElementType
  return (
    <Target
      key={key}
      {...props}
      onClick={(event: React.MouseEvent) => {
        event.preventDefault() // the target may stand within a row that is a link
        event.stopPropagation()
        props.onClick?.(event)
        toggle()
      }}
    />
  )
}
