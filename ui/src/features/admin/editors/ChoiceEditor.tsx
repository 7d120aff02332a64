import { type ReactElement, useMemo } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'
import { EnumMark } from '../grid/CellValue'
import type { EditorProps } from './CellEditor'
import classes from './editors.module.css'
import { usePickerKeys } from './use-picker-keys'

const NOTHING = '\0'

/** A member of an enum, or Yes or No, chosen from the one popover. */
export function ChoiceEditor(props: EditorProps & { shown: ReactElement }) {
  const { column, value, shown, onDone } = props
  const options = useMemo(() => {
    const found: PickerOption[] = column.enum
      ? column.enum.values
          .filter(({ writable }) => writable)
          .map((member) => ({
            value: String(member.value),
            label: member.label,
            icon: <EnumMark column={column} value={member.value} />,
            keywords: `${member.name} ${member.value}`,
          }))
      : [
          { value: 'true', label: 'Yes', keywords: 'true' },
          { value: 'false', label: 'No', keywords: 'false' },
        ]
    return column.nullable ? [{ value: NOTHING, label: 'No value' }, ...found] : found
  }, [column])
  const { opened, pick, close, onKeyDown } = usePickerKeys(onDone)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the popover within
    <span className={classes.whole} onKeyDown={onKeyDown}>
      <Picker
        label={column.title}
        options={options}
        startAtChosen
        selected={[value === null ? NOTHING : String(value)]}
        opened={opened}
        onOpenedChange={(now) => !now && close()}
        onPick={(picked) => {
          const next = picked === NOTHING ? null : column.enum ? Number(picked) : picked === 'true'
          pick({ value: next })
        }}
      >
        <button type="button" tabIndex={-1} className={classes.target}>
          {shown}
        </button>
      </Picker>
    </span>
  )
}
