import { Button, Checkbox, Drawer, Group, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useEffect, useState } from 'react'
import type { RowRead, TableRead } from '@/api/types.gen'
import { messageOf } from '@/lib/problem'
import { toastDone } from '@/lib/toast'
import { countRows, renewRows, renewTheRest } from '../api/cache'
import { createRow } from '../api/create-row'
import { fromText } from '../values'
import classes from './AddRow.module.css'
import { RowField } from './RowField'
import { fieldsOf } from './save'

interface Props {
  table: TableRead
  onClose: () => void
  /** Show the row that was added. */
  onShow: (row: RowRead) => void
}

/** A form with the columns that a new row may give; what is left empty is not given. */
export function AddRow({ table, onClose, onShow }: Props) {
  const columns = table.columns.filter(({ insertable }) => insertable)
  const [isMore, setMore] = useState(false)
  const [opened, setOpened] = useState(false)
  useEffect(() => setOpened(true), []) // from there on, so that the focus finds back
  const [failure, setFailure] = useState('')
  const [isSending, setSending] = useState(false)
  const form = useForm<Record<string, string>>({
    initialValues: Object.fromEntries(columns.map(({ name }) => [name, ''])),
    validate: Object.fromEntries(
      columns.map((column) => [
        column.name,
        (text: string) => {
          if (text === '') return column.required ? 'This must be given.' : null
          return fromText(column, text).problem ?? null
        },
      ]),
    ),
    validateInputOnBlur: true,
  })

  const submit = form.onSubmit(
    async (texts) => {
      const values: Record<string, unknown> = {}
      for (const column of columns) {
        const text = texts[column.name] ?? ''
        if (text === '') continue
        const reading = fromText(column, text)
        if (reading.problem === undefined) values[column.name] = reading.value
      }
      setSending(true)
      setFailure('')
      try {
        const row = await createRow(table.name, values)
        countRows(table.name, 1)
        renewRows(table.name)
        renewTheRest(table.name)
        toastDone(`Row ${row.id} added to ${table.title}`)
        if (isMore) {
          form.reset()
          form.getInputNode(columns[0]?.name ?? '')?.focus()
        } else {
          setOpened(false)
          onShow(row)
        }
      } catch (error) {
        const fields = fieldsOf(error)
        const known = Object.keys(fields).filter((name) =>
          columns.some((item) => item.name === name),
        )
        form.setErrors(fields)
        setFailure(known.length > 0 ? '' : messageOf(error))
        if (known[0]) form.getInputNode(known[0])?.focus()
      } finally {
        setSending(false)
      }
    },
    (errors) => {
      const [first] = Object.keys(errors)
      if (first) form.getInputNode(first)?.focus()
    },
  )

  return (
    <Drawer
      opened={opened}
      onClose={() => setOpened(false)}
      onExitTransitionEnd={onClose}
      position="right"
      size={440}
      title={`Add a row to ${table.title}`}
      classNames={{ body: classes.body, content: classes.content }}
    >
      <form onSubmit={submit} className={classes.form} noValidate>
        <Stack gap="md" className={classes.fields}>
          {columns.map((column, place) => (
            <RowField
              key={column.name}
              column={column}
              isFirst={place === 0}
              value={form.values[column.name] ?? ''}
              error={form.errors[column.name]}
              path={column.name}
              onChange={(text) => form.setFieldValue(column.name, text)}
              onBlur={() => form.values[column.name] && form.validateField(column.name)}
            />
          ))}
        </Stack>
        <div className={classes.bottom}>
          {failure && (
            <p role="alert" className={classes.failure}>
              {failure}
            </p>
          )}
          <Group justify="space-between" gap="sm">
            <Checkbox
              size="xs"
              label="Add another"
              checked={isMore}
              onChange={(event) => setMore(event.currentTarget.checked)}
            />
            <Group gap="sm">
              <Button variant="default" onClick={() => setOpened(false)}>
                Cancel
              </Button>
              <Button type="submit" loading={isSending}>
                Add row
              </Button>
            </Group>
          </Group>
        </div>
      </form>
    </Drawer>
  )
}
