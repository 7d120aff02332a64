import type { Nodes, Parents, PhrasingContent, Root, Text } from 'mdast'

/** Where text is not prose: what looks like a ticket there is not meant as one. */
const CLOSED = new Set(['code', 'inlineCode', 'link', 'linkReference', 'html', 'definition'])

/**
 * A ticket, as `OPS-42`, or a person, as `@ada.l`. Neither begins within a word, a path or an
 * address; what ends in a full stop ends before it.
 */
const REFERENCE =
  /(?<![\p{L}\p{N}_/.@#&=-])(?:(?<ticket>(?<key>[A-Z][A-Z0-9]{1,9})-[1-9][0-9]{0,17})(?![\p{L}\p{N}_/-]|\.\d)|@(?<person>[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9_])?)(?![\p{L}\p{N}_/@]))/gu

/** Names of standards and the like that are written as tickets are. */
const NO_PROJECTS = new Set(
  (
    'UTF UCS ISO IEC IEEE RFC ANSI ASCII CVE CWE GHSA PEP JSR SHA MD CRC AES DES RSA EC ECDSA HMAC ' +
    'BASE HTTP HTTPS TLS SSL IPV USB UTC GMT ES ECMA COVID GPT AVX SSE ARM RISC X86 MP PCI DDR WPA'
  ).split(' '),
)

/**
 * A remark plugin: tickets and people named in prose become links to them, as the addresses
 * `/issues/OPS-42` and `/users/ada`, which `Markdown` shows as links within the tracker.
 */
export function remarkReferences() {
  return (tree: Root) => linkWithin(tree)
}

function linkWithin(parent: Parents): void {
  for (let place = parent.children.length - 1; place >= 0; place--) {
    const child = parent.children[place] as Nodes
    if (child.type === 'text') {
      const pieces = split(child)
      if (pieces) (parent.children as Nodes[]).splice(place, 1, ...pieces)
    } else if ('children' in child && !CLOSED.has(child.type)) linkWithin(child)
  }
}

function split({ value }: Text): PhrasingContent[] | null {
  const pieces: PhrasingContent[] = []
  let from = 0
  for (const found of value.matchAll(REFERENCE)) {
    const { ticket, key, person } = found.groups ?? {}
    if (key && NO_PROJECTS.has(key)) continue
    const url = ticket ? `/issues/${ticket}` : `/users/${encodeURIComponent(person ?? '')}`
    if (found.index > from) pieces.push({ type: 'text', value: value.slice(from, found.index) })
    pieces.push({ type: 'link', url, children: [{ type: 'text', value: found[0] }] })
    from = found.index + found[0].length
  }
  if (pieces.length === 0) return null
  if (from < value.length) pieces.push({ type: 'text', value: value.slice(from) })
  return pieces
}

/** What the page above a text has used up of headings: its own title and that of the part. */
const LEVELS_ABOVE = 2

/**
 * A remark plugin: headings within a text go on below those of the page, without leaving a level
 * out, so that the outline that screen readers offer stays one.
 */
export function remarkHeadings() {
  return (tree: Root) => {
    const open: number[] = []
    for (const node of tree.children) {
      if (node.type !== 'heading') continue
      while ((open.at(-1) ?? 0) >= node.depth) open.pop()
      open.push(node.depth)
      node.depth = Math.min(6, LEVELS_ABOVE + open.length) as 3 | 4 | 5 | 6
    }
  }
}
