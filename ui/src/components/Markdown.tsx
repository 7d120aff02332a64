import { Link } from '@tanstack/react-router'
import { memo, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkBreaks from 'remark-breaks'
import { basePath } from '@/lib/base-path'
import classes from './Markdown.module.css'
import { remarkGfm } from './markdown-gfm'
import { remarkHeadings, remarkReferences } from './markdown-references'

const REMARK = [remarkGfm, remarkBreaks, remarkReferences, remarkHeadings]
const REHYPE = [rehypeSanitize]

const COMPONENTS: Components = {
  // A picture from elsewhere would tell another host who reads: its address is a link instead.
  img: ({ src, alt }) => (typeof src === 'string' ? <Anchor href={src}>{alt || src}</Anchor> : alt),
  a: ({ href, children }) => <Anchor href={href}>{children}</Anchor>,
  input: ({ checked }) => (
    <input type="checkbox" checked={checked} disabled aria-label={checked ? 'Done' : 'To do'} />
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label="Table">
      <table>{children}</table>
    </section>
  ),
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre tabIndex={0}>{children}</pre>
  ),
}

/** What an address names within the tracker, as `['issues', 'OPS-42']`; null if it leads out. */
function within(href: string): [page: string, name: string] | null {
  const own = location.origin + basePath
  const path = href.startsWith(`${own}/`) ? href.slice(own.length) : href
  const found = /^\/(issues|users|projects)\/([^/?#]+)\/?$/.exec(path)
  if (!found?.[1] || !found[2]) return null
  try {
    return [found[1], decodeURIComponent(found[2])]
  } catch {
    return null
  }
}

function Anchor({ href = '', children }: { href?: string; children?: ReactNode }) {
  const [page, name = ''] = within(href) ?? []
  if (page === 'issues')
    return (
      <Link to="/issues/$ticket" params={{ ticket: name }} className={classes.ticket}>
        {children}
      </Link>
    )
  if (page === 'users')
    return (
      <Link to="/users/$user" params={{ user: name }} className={classes.reference}>
        {children}
      </Link>
    )
  if (page === 'projects')
    return (
      <Link to="/projects/$project" params={{ project: name }} className={classes.reference}>
        {children}
      </Link>
    )
  // An address within the text itself, as of a footnote; <base> would make another page's of it.
  if (href.startsWith('#'))
    return <a href={location.pathname + location.search + href}>{children}</a>
  return (
    <a
      href={href}
      rel="noreferrer noopener nofollow"
      target={href.startsWith('/') ? undefined : '_blank'}
    >
      {children}
    </a>
  )
}

/**
 * Markdown of people and imports, made harmless. Single line breaks are kept, as they were typed;
 * tickets and people that it names are links to them.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown}>
      <ReactMarkdown remarkPlugins={REMARK} rehypePlugins={REHYPE} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  )
})
