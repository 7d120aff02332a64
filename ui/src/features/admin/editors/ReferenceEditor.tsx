import { useDebouncedValue } from '@mantine/hooks'
import { type ReactElement, useMemo, useState } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'
import { useTables } from '../api/list-tables'
import { hintColumn, useLookUp } from '../api/look-up'
import { fromText, shownValue } from '../values'
import type { EditorProps } from './CellEditor'
import classes from './editors.module.css'
import { usePickerKeys } from './use-picker-keys'

const NOTHING = '\0'

/** The rows of another table as options, looked for while one types. */
export function useReferenceOptions(column: EditorProps['column'], text: string, value: unknown) {
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const { tables } = useTables()
  const key = column.foreign_key?.column ?? ''
  const table = tables?.find(({ name }) => name === column.foreign_key?.table)
  const { data, isFetching } = useLookUp(table, key, wanted)
  const options = useMemo<PickerOption[]>(() => {
    const hint = table && hintColumn(table, key)
    const rows = (data?.items ?? []).map(({ values }) => ({
      value: String(values[key]),
      label: String(values[key]),
      hint: hint ? short(shownValue(hint, values[hint.name])) : undefined,
    }))
    const own = value === null || wanted ? [] : [{ value: String(value), label: String(value) }]
    const others = rows.filter((row) => row.value !== own[0]?.value)
    const nothing = column.nullable && !wanted ? [{ value: NOTHING, label: 'No value' }] : []
    const kept = rows.find((row) => row.value === own[0]?.value)
    return [...nothing, ...(kept ? [kept] : own), ...others]
  }, [data, table, key, value, wanted, column.nullable])
  return { options, isFetching, title: table?.title ?? column.title }
}

function short(text: string): string {
  return text.length > 48 ? `${text.slice(0, 48)}…` : text
}

/** The name of a row of another table. */
export function ReferenceEditor(props: EditorProps & { shown: ReactElement }) {
  const { column, value, shown, onDone } = props
  const [text, setText] = useState('')
  const { options, isFetching } = useReferenceOptions(column, text, value)
  const { opened, pick, close, onKeyDown } = usePickerKeys(onDone)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the popover within
    <span className={classes.whole} onKeyDown={onKeyDown}>
      <Picker
        label={column.title}
        options={options}
        startAtChosen
        selected={[value === null ? NOTHING : String(value)]}
        onSearch={setText}
        loading={isFetching}
        create="Use"
        width={320}
        opened={opened}
        onOpenedChange={(now) => !now && close()}
        onPick={(picked) => {
          const reading = fromText(column, picked === NOTHING ? '' : picked)
          if (reading.problem === undefined) pick({ value: reading.value })
          else pick({ value, text: picked, problem: reading.problem })
        }}
      >
        <button type="button" tabIndex={-1} className={classes.target}>
          {shown}
        </button>
      </Picker>
    </span>
  )
}
