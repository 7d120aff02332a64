import { useRef } from 'react'
import type { TableRead } from '@/api/types.gen'
import { Picker } from '@/components/Picker'
import classes from './FilterBar.module.css'

interface Props {
  table: TableRead
  opened: boolean
  /** Of the column, once it is chosen. */
  title: string | undefined
  onColumn: (name: string) => void
  onClose: () => void
}

/** The first of two steps: by which column. */
export function NewFilter({ table, opened, title, onColumn, onClose }: Props) {
  const isChosen = useRef(false)
  const options = table.columns
    .filter(({ operators }) => operators.length > 0)
    .map((column) => ({ value: column.name, label: column.title, keywords: column.name }))
  return (
    <Picker
      label="Column"
      options={options}
      selected={[]}
      opened={opened}
      onOpenedChange={(now) => {
        if (!now && !isChosen.current) onClose()
        isChosen.current = false
      }}
      onPick={(name) => {
        isChosen.current = true
        onColumn(name)
      }}
    >
      <button type="button" className={classes.words}>
        {title ?? 'New filter'}
      </button>
    </Picker>
  )
}
