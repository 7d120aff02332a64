import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { TokenScope, UserType } from '@/api/types.gen'
import { CopyField } from '@/components/CopyField'
import { useFocusBack } from '@/lib/focus-back'
import { ApiError, messageOf } from '@/lib/problem'
import classes from './Account.module.css'
import { useCreateAccessToken } from './api/create-access-token'
import { FormError } from './FormError'
import { useMe } from './session'

const DAY = 86_400_000
const LIFETIMES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'No end' },
]

/** Makes an access token, and shows its text this once. */
export function AccessTokenDialog({ onClose }: { onClose: () => void }) {
  useFocusBack()
  const isAdmin = useMe().user_type === UserType.ADMIN
  const create = useCreateAccessToken()
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', scope: String(TokenScope.READ), days: '90' },
    validate: { name: (value) => (value.trim() ? null : 'Name the program that will use it.') },
  })
  const submit = form.onSubmit(async ({ name, scope, days }) => {
    setFailure(null)
    try {
      await create.mutateAsync({
        name: name.trim(),
        scope: Number(scope) as TokenScope,
        expires_on: days ? Date.now() + Number(days) * DAY : null,
      })
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {}
      form.setErrors(fields)
      if (Object.keys(fields).length === 0) setFailure(messageOf(error))
    }
  })
  if (create.data)
    return (
      <Modal opened onClose={onClose} title={create.data.name}>
        <Stack>
          <p className={classes.about}>
            Copy the token now: only its fingerprint is kept, so it cannot be shown again.
          </p>
          <CopyField label="Access token" value={create.data.token} />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    )
  return (
    <Modal opened onClose={onClose} title="New access token">
      <form onSubmit={submit} noValidate>
        <Stack>
          <FormError message={failure} />
          <TextInput
            label="Name"
            placeholder="Release script"
            data-autofocus
            autoComplete="off"
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <Select
            label="Scope"
            allowDeselect={false}
            data={[
              { value: String(TokenScope.READ), label: 'Read: sees what you see' },
              { value: String(TokenScope.WRITE), label: 'Write: and changes what you may' },
              ...(isAdmin
                ? [{ value: String(TokenScope.ADMIN), label: 'Admin: and administers' }]
                : []),
            ]}
            key={form.key('scope')}
            {...form.getInputProps('scope')}
          />
          <Select
            label="Expires after"
            allowDeselect={false}
            data={LIFETIMES}
            key={form.key('days')}
            {...form.getInputProps('days')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create token
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
