import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef, useState } from 'react'

const WAIT_MS = 250

interface Props {
  ref: RefObject<HTMLInputElement | null>
  value: string
  className?: string
  /** What is typed, once one has paused. */
  onChange: (text: string) => void
  /** Enter or Escape: on to what was found. */
  onLeave: () => void
}

/** Full-text search over the list. It shows what the address says, and says what is typed there. */
export function SearchField({ ref, value, className, onChange, onLeave }: Props) {
  const [text, setText] = useState(value)
  const said = useRef(value)
  const timer = useRef(0)
  useEffect(() => {
    if (value === said.current) return // it is only what was typed here
    said.current = value
    setText(value)
  }, [value])
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const say = (typed: string) => {
    window.clearTimeout(timer.current)
    const wanted = typed.trim()
    if (wanted === said.current) return
    said.current = wanted
    onChange(wanted)
  }
  const type = (typed: string) => {
    setText(typed)
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => say(typed), WAIT_MS)
  }
  return (
    <TextInput
      ref={ref}
      type="search"
      size="xs"
      maxLength={500}
      className={className}
      styles={{ input: { height: 'var(--control)', minHeight: 0, fontSize: 'var(--font-ui)' } }}
      leftSection={<IconSearch size={14} stroke={1.8} aria-hidden />}
      rightSection={
        text && (
          <CloseButton
            size="xs"
            aria-label="Clear the search"
            onClick={() => {
              setText('')
              say('')
              ref.current?.focus()
            }}
          />
        )
      }
      placeholder="Search issues"
      aria-label="Search issues"
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter' || event.key === 'Escape') {
          event.preventDefault()
          say(text)
          onLeave()
        }
      }}
    />
  )
}
