import { useQuery } from '@tanstack/react-query'
import { checkInvitation } from '@/api/sdk.gen'

/** Whose account a one-time link opens, and until when. */
export function useInvitation(token: string) {
  return useQuery({
    queryKey: ['invitation', token],
    queryFn: async () => (await checkInvitation({ body: { token }, throwOnError: true })).data,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
}
