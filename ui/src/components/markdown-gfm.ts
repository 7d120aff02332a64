import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { Processor } from 'unified'

/**
 * A remark plugin: tables, checklists, strikethrough, footnotes and bare addresses. The usual one
 * can write Markdown as well as read it; leaving that out makes the code a sixth smaller.
 */
export function remarkGfm(this: Processor) {
  const data = this.data() as Record<string, unknown[] | undefined>
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), gfm()]
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), gfmFromMarkdown()]
}
