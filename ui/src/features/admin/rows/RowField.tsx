import { Input, NativeSelect, TagsInput, Textarea, TextInput } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import type { ColumnRead } from '@/api/types.gen'
import { Picker } from '@/components/Picker'
import { useReferenceOptions } from '../editors/ReferenceEditor'
import { shownValue } from '../values'
import classes from './AddRow.module.css'

interface Props {
  column: ColumnRead
  isFirst: boolean
  /** As `fromText` reads it; empty: not given. */
  value: string
  error: ReactNode
  /** By which the form finds the field to focus. */
  path: string
  onChange: (text: string) => void
  onBlur: () => void
}

/** One column of a new row, with the field that fits its kind. */
export function RowField(props: Props) {
  const { column, isFirst, value, error, path, onChange, onBlur } = props
  const common = {
    label: column.title,
    description: column.description ?? undefined,
    withAsterisk: column.required,
    error,
    onBlur,
    'data-path': path,
    'data-autofocus': isFirst || undefined,
  }
  const text = {
    ...common,
    value,
    placeholder: placeholder(column),
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      onChange(event.currentTarget.value),
  }
  if (column.enum || column.kind === 'boolean') {
    const members = column.enum
      ? column.enum.values.filter(({ writable }) => writable).map(({ label }) => label)
      : ['Yes', 'No']
    return (
      <NativeSelect
        {...common}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[{ value: '', label: unset(column) }, ...members]}
      />
    )
  }
  if (column.foreign_key) return <ReferenceField {...props} />
  switch (column.kind) {
    case 'text_list':
      return (
        <TagsInput
          {...common}
          placeholder={value === '' ? 'Type, and Enter to add' : undefined}
          splitChars={['\n']}
          value={value === '' ? [] : value.split('\n')}
          onChange={(items) => onChange(items.join('\n'))}
        />
      )
    case 'long_text':
    case 'markdown':
    case 'json':
      return <Textarea {...text} autosize minRows={3} maxRows={12} />
    case 'time':
      return <TextInput {...text} placeholder="2026-11-23 14:05, or now" />
    case 'date':
      return <TextInput {...text} placeholder="2026-11-23" />
    default:
      return <TextInput {...text} inputMode={column.kind === 'integer' ? 'numeric' : undefined} />
  }
}

function unset(column: ColumnRead): string {
  const value = column.default
  if (value === null) return column.nullable || !column.required ? 'Not given' : 'Choose…'
  return `${shownValue(column, value)} (unless you choose)`
}

function placeholder(column: ColumnRead): string | undefined {
  const { example } = column
  if (typeof example !== 'string' && typeof example !== 'number') return undefined
  const text = String(example)
  return text.length > 60 || text.includes('\n') ? undefined : `For example ${text}`
}

function ReferenceField({ column, isFirst, value, error, path, onChange, onBlur }: Props) {
  const [text, setText] = useState('')
  const { options, isFetching } = useReferenceOptions(column, text, value || null)
  const id = useId()
  return (
    <Input.Wrapper
      id={id}
      label={column.title}
      description={column.description ?? undefined}
      withAsterisk={column.required}
      error={error}
    >
      <Picker
        label={column.title}
        options={options}
        selected={[value]}
        onSearch={setText}
        loading={isFetching}
        create="Use"
        width={380}
        onPick={(picked) => onChange(picked === '\0' ? '' : picked)}
      >
        <button
          type="button"
          id={id}
          data-path={path}
          data-autofocus={isFirst || undefined}
          data-empty={value === '' || undefined}
          aria-invalid={error ? true : undefined}
          className={classes.choice}
          onBlur={onBlur}
        >
          {value || 'Choose…'}
          <IconChevronDown size={15} aria-hidden />
        </button>
      </Picker>
    </Input.Wrapper>
  )
}
