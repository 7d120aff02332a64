import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Link, useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, messageOf } from '@/lib/problem'
import { AuthCard } from './AuthCard'
import { signIn } from './api/create-token'
import { registerAccount } from './api/register'
import { FormError } from './FormError'
import { passwordProblem, usernameProblem } from './rules'
import { announceSession } from './session'

/** Make an account for oneself. */
export function RegistrationForm() {
  const { next } = useSearch({ from: '/register' })
  const router = useRouter()
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { username: '', user_email: '', password: '' },
    validate: {
      username: usernameProblem,
      user_email: (value) =>
        !value || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) ? null : 'This is no e-mail address.',
      password: passwordProblem,
    },
  })
  /**
   * What was typed is looked at when one leaves the field, but not a field that is empty still: its
   * complaint would push away the link on which one has just pressed the mouse.
   */
  const lookAt = (name: 'username' | 'user_email' | 'password') => () => {
    if (form.getValues()[name]) form.validateField(name)
  }
  const submit = form.onSubmit(async ({ username, user_email, password }) => {
    setFailure(null)
    try {
      await registerAccount({ username, password, user_email: user_email || null })
      await signIn(username, password)
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {}
      form.setErrors(fields)
      if (error instanceof ApiError && error.status === 409)
        form.setFieldError('username', 'This name is taken.')
      else if (Object.keys(fields).length === 0) setFailure(messageOf(error))
      return
    }
    announceSession()
    await router.navigate({ href: next ?? '/', replace: true })
  })
  return (
    <AuthCard
      title="Register"
      text="Your own account on this tracker."
      below={
        <>
          Already registered?{' '}
          <Link to="/login" search={{ next }}>
            Log in
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
          autoFocus
          key={form.key('username')}
          {...form.getInputProps('username')}
          onBlur={lookAt('username')}
        />
        <TextInput
          label="E-mail"
          description="Optional; some trackers admit only a domain."
          type="email"
          autoComplete="email"
          key={form.key('user_email')}
          {...form.getInputProps('user_email')}
          onBlur={lookAt('user_email')}
        />
        <PasswordInput
          label="Password"
          description="At least 8 characters."
          autoComplete="new-password"
          key={form.key('password')}
          {...form.getInputProps('password')}
          onBlur={lookAt('password')}
        />
        <Button type="submit" loading={form.submitting} size="sm" fullWidth>
          Register
        </Button>
      </form>
    </AuthCard>
  )
}
