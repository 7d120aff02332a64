import { useMutation } from '@tanstack/react-query'
import { deleteLink } from '@/api/sdk.gen'
import type { LinkRead } from '@/api/types.gen'
import { toastError } from '@/lib/toast'
import { afterLinking, changeLinks } from './create-link'

/** Remove a link of an issue: gone at once, back if it is refused. */
export function useDeleteLink(ticket: string) {
  const mutation = useMutation({
    mutationFn: async (link: LinkRead) => {
      await deleteLink({ path: { ticket, link_id: link.id }, throwOnError: true })
    },
    onMutate: (link) => {
      changeLinks(ticket, (links) => links.filter(({ id }) => id !== link.id))
    },
    onError: (error, link) => {
      changeLinks(ticket, (links) => [...links.filter(({ id }) => id !== link.id), link])
      toastError(`The link to ${link.ticket} was not removed`, error, () => mutation.mutate(link))
    },
    onSuccess: (_nothing, link) => afterLinking(ticket, link.ticket),
  })
  return mutation
}

/** Whether a removed link could be made again just as it was; an import's may not. */
export function canBeMadeAgain(link: LinkRead): boolean {
  return link.exists && link.link_name === ''
}
