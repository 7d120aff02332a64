import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useIsLeaving } from '@/lib/leaving'
import classes from './SearchField.module.css'

interface Props {
  label: string
  value: string
  /** Called when no key was pressed for a quarter of a second. */
  onChange: (value: string) => void
}

/** A field to search a list with; the address follows it. */
export function SearchField({ label, value, onChange }: Props) {
  const [text, setText] = useState(value)
  const isLeaving = useIsLeaving()
  const say = useDebouncedCallback((typed: string) => {
    if (!isLeaving()) onChange(typed)
  }, 250)
  useEffect(() => setText(value), [value])
  return (
    <TextInput
      type="search"
      className={classes.field}
      aria-label={label}
      placeholder={label}
      value={text}
      leftSection={<IconSearch size={15} stroke={1.8} aria-hidden />}
      onChange={(event) => {
        setText(event.currentTarget.value)
        say(event.currentTarget.value.trim())
      }}
    />
  )
}
