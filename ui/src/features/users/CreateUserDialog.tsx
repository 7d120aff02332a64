import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { UserType } from '@/api/types.gen'
import { FormError } from '@/features/auth/FormError'
import { usernameProblem } from '@/features/auth/rules'
import { choicesOf, labelOf } from '@/features/enumerations/labels'
import { useFocusBack } from '@/lib/focus-back'
import { ApiError, messageOf } from '@/lib/problem'
import { useCreateUser } from './api/create-user'

interface Props {
  onClose: () => void
  /** Called with the new account's name. */
  onCreated: (username: string) => void
}

/** Makes an account; the person comes in by a link. */
export function CreateUserDialog({ onClose, onCreated }: Props) {
  useFocusBack()
  const create = useCreateUser()
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { username: '', user_email: '', user_type: String(UserType.USER) },
    validateInputOnBlur: true,
    validate: { username: usernameProblem },
  })
  const submit = form.onSubmit(async ({ username, user_email, user_type }) => {
    setFailure(null)
    try {
      await create.mutateAsync({
        username,
        user_email: user_email || null,
        user_type: Number(user_type) as UserType,
      })
      onCreated(username)
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {}
      form.setErrors(fields)
      if (error instanceof ApiError && error.status === 409)
        form.setFieldError('username', 'This name is taken.')
      else if (Object.keys(fields).length === 0) setFailure(messageOf(error))
    }
  })
  return (
    <Modal opened onClose={onClose} title="New person">
      <form onSubmit={submit} noValidate>
        <Stack>
          <FormError message={failure} />
          <TextInput
            label="Username"
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            key={form.key('username')}
            {...form.getInputProps('username')}
          />
          <TextInput
            label="E-mail"
            description="Optional"
            type="email"
            autoComplete="off"
            key={form.key('user_email')}
            {...form.getInputProps('user_email')}
          />
          <Select
            label="Type"
            allowDeselect={false}
            data={choicesOf(UserType).map((value) => ({
              value: String(value),
              label: labelOf(UserType, value),
            }))}
            key={form.key('user_type')}
            {...form.getInputProps('user_type')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create and get a link
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
