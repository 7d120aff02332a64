import { validateTokenOptions } from '@/api/@tanstack/react-query.gen'

/** Who the session belongs to. Looked at again when the window gets the focus back. */
export const sessionOptions = {
  ...validateTokenOptions(),
  staleTime: 60_000,
  gcTime: Number.POSITIVE_INFINITY,
  retry: false,
}
