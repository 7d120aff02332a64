import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ensureSession, lookAgain, whenSessionChanges } from '@/features/auth/session'
import { whenIdle } from '@/lib/idle'
import { handleKey } from '@/lib/keys'
import { queryClient } from '@/lib/query-client'
import { preloadToasts, useToasts } from '@/lib/toast'
import { router } from './router'
import { theme, variables } from './theme'

const colorScheme = localStorageColorSchemeManager({ key: 'ticketing-theme' })

/** The whole page: what every part of it relies on, around the routes. */
export function App() {
  const Toasts = useToasts()
  useEffect(() => whenIdle(preloadToasts), [])
  useEffect(() => {
    document.addEventListener('keydown', handleKey)
    return () => document.removeEventListener('keydown', handleKey)
  }, [])
  useEffect(() => {
    window.addEventListener('focus', lookAgain)
    return () => window.removeEventListener('focus', lookAgain)
  }, [])
  useEffect(
    () =>
      whenSessionChanges(async () => {
        await router.invalidate() // the guards send away who may no longer be here
        queryClient.removeQueries({ type: 'inactive' })
        if (await ensureSession()) await queryClient.invalidateQueries()
      }),
    [],
  )
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        {Toasts && <Toasts />}
      </QueryClientProvider>
    </MantineProvider>
  )
}
