import { TagsInput } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { isSame } from '../values'
import type { EditorProps } from './CellEditor'
import { EditorPopover } from './EditorPopover'

/** A list of texts: Enter adds one, Backspace takes the last one away. */
export function ListEditor(props: EditorProps & { shown: ReactElement }) {
  const { column, value, shown, onDone } = props
  const [items, setItems] = useState<string[]>(Array.isArray(value) ? value.map(String) : [])
  const [text, setText] = useState('')
  return (
    <EditorPopover
      shown={shown}
      title={column.title}
      onCancel={() => onDone(null, 'stay')}
      onKeep={(then) => {
        const last = text.trim()
        const next = last && !items.includes(last) ? [...items, last] : items
        onDone(isSame(next, value ?? []) ? null : { value: next }, then)
        return true
      }}
    >
      <TagsInput
        data-autofocus
        aria-label={column.title}
        placeholder={items.length === 0 ? 'Type, and Enter to add' : undefined}
        value={items}
        onChange={setItems}
        searchValue={text}
        onSearchChange={setText}
        splitChars={['\n']}
        acceptValueOnBlur={false}
        clearable
      />
    </EditorPopover>
  )
}
