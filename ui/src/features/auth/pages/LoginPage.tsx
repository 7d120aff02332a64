import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Link, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, messageOf } from '@/lib/problem'
import { AuthCard } from '../AuthCard'
import { signIn } from '../api/create-token'
import { FormError } from '../FormError'
import { announceSession } from '../session'

/** Sign in, and go on to where one was going. */
export function LoginPage() {
  const { next } = useSearch({ from: '/login' })
  const router = useRouter()
  const [failure, setFailure] = useState<string | null>(null)
  const [refused, setRefused] = useState(false)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { username: '', password: '' },
    validate: {
      username: (value) => (value.trim() ? null : 'Your username is needed.'),
      password: (value) => (value ? null : 'Your password is needed.'),
    },
  })
  const submit = form.onSubmit(async ({ username, password }) => {
    setFailure(null)
    try {
      await signIn(username.trim(), password)
    } catch (error) {
      setFailure(
        error instanceof ApiError && error.status === 401
          ? 'The username or the password is wrong.'
          : messageOf(error),
      )
      setRefused(true)
      form.setFieldValue('password', '') // which makes the field anew, and so gives it the focus
      return
    }
    announceSession()
    await router.navigate({ href: next ?? '/', replace: true })
  })
  return (
    <AuthCard
      title="Log in"
      below={
        <>
          No account yet?{' '}
          <Link to="/register" search={{ next }}>
            Register
          </Link>
        </>
      }
    >
      <form onSubmit={submit} noValidate>
        <FormError message={failure} />
        <TextInput
          label="Username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          autoFocus
          key={form.key('username')}
          {...form.getInputProps('username')}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          autoFocus={refused}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={form.submitting} size="sm" fullWidth>
          Log in
        </Button>
      </form>
    </AuthCard>
  )
}
