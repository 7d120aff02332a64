import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ErrorState } from '@/components/ErrorState'

/** What a page shows that broke, with a way to try again. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <ErrorState
      error={error}
      level={1}
      onRetry={() => {
        reset()
        router.invalidate()
      }}
    />
  )
}
