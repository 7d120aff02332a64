/** The first line of a Markdown text without its marks, for where there is room for one. */
export function firstLine(markdown: string): string {
  const line = markdown.split('\n').find((one) => one.trim() !== '') ?? ''
  return line
    .replace(/^\s*(?:#{1,6}\s+|[-*+>]\s+)/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|[*_`~])(?=\S)(.*?\S)\1/g, '$2')
    .trim()
}
