import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { ErrorState } from '@/components/ErrorState'
import { isMissingCode, OfflineError } from '@/lib/problem'

/** What a page shows that broke, with a way to try again; it does so itself once it is online. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = useCallback(() => {
    if (isMissingCode(error)) location.reload() // browsers do not ask for the same code twice
    reset()
    router.invalidate()
  }, [error, reset, router])
  useEffect(() => {
    if (!(error instanceof OfflineError)) return
    window.addEventListener('online', retry)
    return () => window.removeEventListener('online', retry)
  }, [error, retry])
  return <ErrorState error={error} level={1} onRetry={retry} />
}
