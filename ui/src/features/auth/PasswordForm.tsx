import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { ApiError, messageOf } from '@/lib/problem'
import { toastDone } from '@/lib/toast'
import classes from './Account.module.css'
import { useChangePassword } from './api/change-password'
import { FormError } from './FormError'
import { passwordProblem } from './rules'
import { useMe } from './session'

/** Change one's password. */
export function PasswordForm() {
  const { username } = useMe()
  const change = useChangePassword()
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current_password: '', new_password: '', again: '' },
    validateInputOnBlur: true,
    validate: {
      current_password: (value) => (value ? null : 'Your present password is needed.'),
      new_password: passwordProblem,
      again: (value, values) =>
        value === values.new_password ? null : 'The two are not the same.',
    },
  })
  const submit = form.onSubmit(async ({ current_password, new_password }) => {
    setFailure(null)
    try {
      await change.mutateAsync({ current_password, new_password })
      form.reset()
      toastDone('Your password is changed; your other sessions have ended')
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {}
      form.setErrors(fields)
      if (Object.keys(fields).length === 0) setFailure(messageOf(error))
    }
  })
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <FormError message={failure} />
      {/* Tells password managers whose password this is. */}
      <input type="text" autoComplete="username" value={username} readOnly hidden />
      <PasswordInput
        label="Present password"
        autoComplete="current-password"
        key={form.key('current_password')}
        {...form.getInputProps('current_password')}
      />
      <PasswordInput
        label="New password"
        description="At least 8 characters. Your other sessions end."
        autoComplete="new-password"
        key={form.key('new_password')}
        {...form.getInputProps('new_password')}
      />
      <PasswordInput
        label="The same again"
        autoComplete="new-password"
        key={form.key('again')}
        {...form.getInputProps('again')}
      />
      <div>
        <Button type="submit" loading={change.isPending}>
          Change password
        </Button>
      </div>
    </form>
  )
}
