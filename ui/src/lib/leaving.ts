import { useRouter } from '@tanstack/react-router'
import { useCallback } from 'react'

/**
 * Tells whether one is on the way to another page, whose code may still have to come. What was typed
 * just before is then no longer written into the address: it would lead back to this page.
 */
export function useIsLeaving(): () => boolean {
  const router = useRouter()
  return useCallback(() => {
    const here = router.state.resolvedLocation?.pathname
    return here !== undefined && router.latestLocation.pathname !== here
  }, [router])
}
