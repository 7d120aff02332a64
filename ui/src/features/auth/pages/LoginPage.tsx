import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { basePath } from '@/lib/base-path'
import { messageOf } from '@/lib/problem'
import { signIn } from '../api/create-token'
import { announceSession } from '../session'

/** Sign in. */
export function LoginPage() {
  const { next } = useSearch({ from: '/login' })
  const router = useRouter()
  const [error, setError] = useState('')
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    try {
      await signIn(String(form.get('username')), String(form.get('password')))
      announceSession()
      router.history.push(basePath + (next ?? '/'))
    } catch (failure) {
      setError(messageOf(failure))
    }
  }
  return (
    <form onSubmit={submit} style={{ width: 360, margin: '15vh auto' }}>
      <TextInput name="username" label="Username" autoComplete="username" />
      <PasswordInput
        name="password"
        label="Password"
        autoComplete="current-password"
        error={error}
      />
      <Button type="submit" fullWidth mt="md">
        Log in
      </Button>
    </form>
  )
}
