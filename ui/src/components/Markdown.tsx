import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkBreaks from 'remark-breaks'
import remarkGfm from 'remark-gfm'
import classes from './Markdown.module.css'

const COMPONENTS: Components = {
  // A picture from elsewhere would tell another host who reads: its address is a link instead.
  img: ({ src, alt }) => (typeof src === 'string' ? <a href={src}>{alt || src}</a> : alt),
  a: ({ href, children }) => (
    <a
      href={href}
      rel="noreferrer noopener nofollow"
      target={href?.startsWith('/') ? undefined : '_blank'}
    >
      {children}
    </a>
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

/** Markdown of people and imports, made harmless. Single line breaks are kept, as they were typed. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm, remarkBreaks]}
        rehypePlugins={[rehypeSanitize]}
        components={COMPONENTS}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
}
