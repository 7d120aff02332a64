import { Loader, Modal } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from 'react'
import { KeyHint } from '@/components/KeyHint'
import { basePath } from '@/lib/base-path'
import { useFocusBack } from '@/lib/focus-back'
import { messageOf } from '@/lib/problem'
import classes from './Palette.module.css'
import { type PaletteOption, usePalette } from './use-palette'

/** The command palette: type to find what there is and what can be done, Enter to take it. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const { sections, isLoading, isOld, error } = usePalette(text)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  useFocusBack()

  const options = sections.flatMap((section) => section.options)
  const at = Math.max(
    options.findIndex((option) => option.id === chosen),
    0,
  )
  const active = options[at]
  const idOf = (option: PaletteOption | undefined) => option && `${id}-${option.id}`

  useEffect(() => {
    if (chosen)
      list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const take = (option: PaletteOption | undefined, event: KeyboardEvent | MouseEvent) => {
    if (!option) return
    event.preventDefault()
    if (option.path && (event.metaKey || event.ctrlKey)) {
      window.open(basePath + option.path, '_blank', 'noopener')
      return
    }
    onClose()
    setTimeout(option.run) // once the focus is where it was: some act on what has it
  }
  const moveBy = (by: number) => {
    const next = options[(at + by + options.length) % options.length]
    if (next) setChosen(next.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (by) {
      event.preventDefault()
      if (Math.abs(by) === 1) moveBy(by)
      else setChosen(options[Math.min(Math.max(at + by, 0), options.length - 1)]?.id ?? null)
    } else if (event.key === 'Enter') take(active, event)
    else if (event.key === 'k' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault() // the key that opened it
      onClose()
    }
  }
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={640}
      yOffset="12dvh"
      padding={0}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      classNames={{ content: classes.content }}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label="Search and commands">
        <div className={classes.field}>
          <IconSearch size={17} stroke={1.7} aria-hidden className={classes.glass} />
          <input
            className={classes.input}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setChosen(null)
            }}
            onKeyDown={onKeyDown}
            placeholder="Search issues, projects, people, or do something…"
            aria-label="Search and commands"
            role="combobox"
            aria-expanded
            aria-controls={`${id}-list`}
            aria-activedescendant={idOf(active)}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="go"
            data-autofocus
          />
          {isLoading && <Loader size={14} className={classes.loader} aria-label="Searching" />}
        </div>
        {error && (
          <p role="alert" className={classes.error}>
            Issues could not be searched: {messageOf(error)}
          </p>
        )}
        <div
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label="What was found"
          className={classes.list}
        >
          {sections.map(({ title, options: inside }) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be in a listbox
            <div key={title} role="group" aria-label={title} className={classes.section}>
              <div aria-hidden className={classes.title}>
                {title}
              </div>
              {inside.map((option) => (
                <div
                  key={option.id}
                  id={idOf(option)}
                  role="option"
                  tabIndex={-1}
                  aria-selected={option === active}
                  className={classes.option}
                  data-old={(isOld && option.id.startsWith('issue-')) || undefined}
                  title={option.label}
                  onMouseMove={() => setChosen(option.id)}
                  onMouseDown={(event) => event.preventDefault()} // the field keeps the focus
                  onClick={(event) => take(option, event)}
                  onKeyDown={onKeyDown}
                >
                  <span className={classes.icon}>{option.icon}</span>
                  {option.path?.startsWith('/issues/') && option.hint && (
                    <span className={classes.ticket}>{option.hint}</span>
                  )}
                  <span className={classes.label}>{option.label}</span>
                  {!option.path?.startsWith('/issues/') && option.hint && (
                    <span className={classes.hint}>{option.hint}</span>
                  )}
                  {option.keys && <KeyHint keys={option.keys} className={classes.keys} />}
                </div>
              ))}
            </div>
          ))}
        </div>
        <div className={classes.foot} aria-hidden>
          <span>
            <KeyHint keys="ArrowUp" />
            <KeyHint keys="ArrowDown" /> to choose
          </span>
          <span>
            <KeyHint keys="Enter" /> to take
          </span>
          <span>
            <KeyHint keys="mod+Enter" /> in a new tab
          </span>
          <span>
            <KeyHint keys="Escape" /> to close
          </span>
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}
