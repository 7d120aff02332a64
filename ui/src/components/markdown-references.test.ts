import type { Root } from 'mdast'
import { describe, expect, it } from 'vitest'
import { remarkHeadings, remarkReferences } from './markdown-references'

/** The links that the text of one paragraph gets. */
function linksIn(value: string) {
  const tree: Root = {
    type: 'root',
    children: [{ type: 'paragraph', children: [{ type: 'text', value }] }],
  }
  remarkReferences()(tree)
  const [paragraph] = tree.children
  const children = paragraph?.type === 'paragraph' ? paragraph.children : []
  const text = children
    .flatMap((node) => (node.type === 'link' ? node.children : [node]))
    .map((node) => ('value' in node ? node.value : ''))
    .join('')
  expect(text).toBe(value) // nothing that was written is lost
  return children.flatMap((node) => (node.type === 'link' ? [node.url] : []))
}

describe('references', () => {
  it('links tickets wherever prose names them', () => {
    expect(linksIn('TIMOB-123, (see OPS-4) and "AC-6727".')).toEqual([
      '/issues/TIMOB-123',
      '/issues/OPS-4',
      '/issues/AC-6727',
    ])
  })

  it('links people, with dots inside their names but not after', () => {
    expect(linksIn('@ada and @john.doe. cc:@x_1')).toEqual([
      '/users/ada',
      '/users/john.doe',
      '/users/x_1',
    ])
  })

  it.each([
    'UTF-8 and ISO-8859 and SHA-256',
    'CVE-2021-44228',
    'ops-42 OPS-0 OPS-042 A-1',
    'xOPS-42 OPS-42x OPS-42-rc1 v1.OPS-2',
    'path/OPS-42/file and a/b@c/d',
    'mail me@example.org',
    '@types/node',
    'TI-8.0.2',
  ])('leaves alone what is no reference: %s', (text) => {
    expect(linksIn(text)).toEqual([])
  })

  it('leaves code and links as they are', () => {
    const tree: Root = {
      type: 'root',
      children: [
        {
          type: 'paragraph',
          children: [
            { type: 'inlineCode', value: 'OPS-1' },
            { type: 'link', url: 'x', children: [{ type: 'text', value: 'OPS-2' }] },
            { type: 'strong', children: [{ type: 'text', value: 'OPS-3' }] },
          ],
        },
        { type: 'code', value: 'OPS-4' },
      ],
    }
    remarkReferences()(tree)
    const urls = JSON.stringify(tree).match(/\/issues\/OPS-\d/g)
    expect(urls).toEqual(['/issues/OPS-3'])
  })
})

describe('headings', () => {
  it('go on below those of the page and leave no level out', () => {
    const depths = [4, 6, 6, 5, 1, 3] as const
    const tree: Root = {
      type: 'root',
      children: depths.map((depth) => ({ type: 'heading', depth, children: [] })),
    }
    remarkHeadings()(tree)
    expect(tree.children.map((node) => node.type === 'heading' && node.depth)).toEqual([
      3, 4, 4, 4, 3, 4,
    ])
  })
})
