import { Button, PasswordInput, Skeleton, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, messageOf } from '@/lib/problem'
import { dateTime } from '@/lib/time'
import { AuthCard } from './AuthCard'
import { accept } from './api/accept-invitation'
import { useInvitation } from './api/check-invitation'
import { FormError } from './FormError'
import { passwordProblem } from './rules'
import { announceSession } from './session'

/** Set the password that a one-time link is for. */
export function InvitationForm({ token }: { token: string }) {
  const router = useRouter()
  const { data, error, isPending } = useInvitation(token)
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { password: '', again: '' },
    validateInputOnBlur: true,
    validate: {
      password: passwordProblem,
      again: (value, { password }) => (value === password ? null : 'The two are not the same.'),
    },
  })
  if (error)
    return (
      <AuthCard
        title="This link does not work"
        text={
          error instanceof ApiError && error.status === 404
            ? 'It was used already, is too old, or was withdrawn. Ask an administrator for another.'
            : messageOf(error)
        }
        below={<Link to="/login">Log in</Link>}
      >
        {null}
      </AuthCard>
    )
  const submit = form.onSubmit(async ({ password }) => {
    setFailure(null)
    try {
      await accept(token, password)
    } catch (problem) {
      setFailure(messageOf(problem))
      return
    }
    announceSession()
    await router.navigate({ to: '/', replace: true })
  })
  return (
    <AuthCard
      title="Set your password"
      text={
        isPending ? (
          <Skeleton height={14} width="70%" />
        ) : (
          `Valid until ${dateTime(data.expires_on)}.`
        )
      }
    >
      <form onSubmit={submit} noValidate>
        <FormError message={failure} />
        <TextInput
          label="Username"
          autoComplete="username"
          readOnly
          value={data?.username ?? ''}
          onChange={() => undefined}
        />
        <PasswordInput
          label="New password"
          description="At least 8 characters."
          autoComplete="new-password"
          autoFocus
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <PasswordInput
          label="The same again"
          autoComplete="new-password"
          key={form.key('again')}
          {...form.getInputProps('again')}
        />
        <Button type="submit" loading={form.submitting} disabled={!data} size="sm" fullWidth>
          Set password and log in
        </Button>
      </form>
    </AuthCard>
  )
}
