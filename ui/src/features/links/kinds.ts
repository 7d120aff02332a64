import { LinkKind, type LinkRead } from '@/api/types.gen'

/** A way to link an issue to another one, as people say it. */
export interface LinkWay {
  /** Its name in the API's answers, seen from this issue. */
  name: string
  label: string
  kind: LinkKind
  direction: LinkRead['direction']
}

/** All ways in which a link can be made, the most used first. */
export const LINK_WAYS: readonly LinkWay[] = [
  { name: 'RELATES', label: 'Relates to', kind: LinkKind.RELATES, direction: 'outward' },
  { name: 'BLOCKS', label: 'Blocks', kind: LinkKind.BLOCKS, direction: 'outward' },
  { name: 'BLOCKED_BY', label: 'Blocked by', kind: LinkKind.BLOCKS, direction: 'inward' },
  { name: 'DUPLICATES', label: 'Duplicates', kind: LinkKind.DUPLICATES, direction: 'outward' },
  { name: 'DUPLICATED_BY', label: 'Duplicated by', kind: LinkKind.DUPLICATES, direction: 'inward' },
  { name: 'DEPENDS', label: 'Depends on', kind: LinkKind.DEPENDS, direction: 'outward' },
  { name: 'DEPENDED_ON_BY', label: 'Needed by', kind: LinkKind.DEPENDS, direction: 'inward' },
  { name: 'CLONES', label: 'Clones', kind: LinkKind.CLONES, direction: 'outward' },
  { name: 'CLONED_BY', label: 'Cloned by', kind: LinkKind.CLONES, direction: 'inward' },
]

/** The words for a link's `kind_name`: those of the API, or what an import called it. */
export function linkLabel(kindName: string): string {
  const way = LINK_WAYS.find(({ name }) => name === kindName)
  return way?.label ?? kindName.charAt(0).toUpperCase() + kindName.slice(1)
}

/** Links by the words for their kind: what is in the way first, names of imports last. */
export function groupLinks(links: readonly LinkRead[]): [label: string, links: LinkRead[]][] {
  const order = ['BLOCKED_BY', 'BLOCKS', 'DEPENDS', 'DEPENDED_ON_BY', 'DUPLICATES', 'DUPLICATED_BY']
  const rank = (name: string) => {
    const place = order.indexOf(name)
    if (place >= 0) return place
    return LINK_WAYS.some((way) => way.name === name) ? order.length : order.length + 1
  }
  const groups = new Map<string, LinkRead[]>()
  const sorted = [...links].sort((a, b) => rank(a.kind_name) - rank(b.kind_name) || a.id - b.id)
  for (const link of sorted) {
    const label = linkLabel(link.kind_name)
    groups.set(label, [...(groups.get(label) ?? []), link])
  }
  return [...groups]
}
