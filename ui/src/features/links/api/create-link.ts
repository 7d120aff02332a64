import { useMutation } from '@tanstack/react-query'
import { listLinksQueryKey } from '@/api/@tanstack/react-query.gen'
import { createLink } from '@/api/sdk.gen'
import type { LinkRead, PageLinkRead } from '@/api/types.gen'
import { refreshHistory } from '@/features/activity/api/list-issue-activity'
import { queryClient } from '@/lib/query-client'
import { toastError } from '@/lib/toast'
import type { LinkWay } from '../kinds'
import { linksOptions } from './list-links'

/** The other end of a link that is to be made, as a search or an older link knows it. */
export type LinkEnd = Pick<LinkRead, 'ticket' | 'ticket_summary' | 'ticket_status' | 'ticket_type'>

interface NewLink {
  way: Pick<LinkWay, 'name' | 'kind' | 'direction'>
  other: LinkEnd
}

let made = 0

/** Change the cached links of an issue; returns what was there. */
export function changeLinks(ticket: string, change: (links: LinkRead[]) => LinkRead[]) {
  const { queryKey } = linksOptions(ticket)
  const before = queryClient.getQueryData(queryKey)
  queryClient.setQueryData(queryKey, (page: PageLinkRead | undefined) => {
    if (!page) return page
    const items = change(page.items)
    return { ...page, items, total: page.total + items.length - page.items.length }
  })
  return before
}

/** What a link changed besides: the histories of both its issues, and what the other one shows. */
export function afterLinking(ticket: string, other: string): void {
  refreshHistory(ticket)
  refreshHistory(other)
  queryClient.invalidateQueries({ queryKey: listLinksQueryKey({ path: { ticket: other } }) })
}

/** Link an issue to another one; the link stands there at once. */
export function useCreateLink(ticket: string, username: string) {
  const mutation = useMutation({
    mutationFn: async ({ way, other }: NewLink) => {
      const { data } = await createLink({
        path: { ticket },
        body: { kind: way.kind, ticket: other.ticket, direction: way.direction },
        throwOnError: true,
      })
      return data
    },
    onMutate: ({ way, other }) => {
      made -= 1
      const now = Date.now()
      const link: LinkRead = {
        id: made,
        created_on: now,
        updated_on: now,
        created_by: username,
        kind: way.kind,
        kind_name: way.name,
        direction: way.direction,
        exists: true,
        link_name: '',
        links: { self: '', issue: null, html: null },
        ...other,
      }
      changeLinks(ticket, (links) => [...links, link])
      return link
    },
    onError: (error, link, guess) => {
      if (guess) changeLinks(ticket, (links) => links.filter(({ id }) => id !== guess.id))
      toastError(`${ticket} was not linked to ${link.other.ticket}`, error, () =>
        mutation.mutate(link),
      )
    },
    onSuccess: (link, _variables, guess) => {
      changeLinks(ticket, (links) => links.map((item) => (item.id === guess.id ? link : item)))
      afterLinking(ticket, link.ticket)
    },
  })
  return mutation
}
