/** A text with what is selected in it. */
export interface Selected {
  text: string
  start: number
  end: number
}

export type MarkdownEdit =
  | 'bold'
  | 'italic'
  | 'code'
  | 'link'
  | 'quote'
  | 'bullets'
  | 'numbers'
  | 'checks'

const WRAPS = { bold: '**', italic: '_', code: '`' } as const

const PREFIXES = {
  quote: () => '> ',
  bullets: () => '- ',
  numbers: (line: number) => `${line + 1}. `,
  checks: () => '- [ ] ',
} as const

const WRITTEN = {
  quote: /^> ?/,
  bullets: /^[-*+] (?!\[[ x]\] )/,
  numbers: /^\d+[.)] /,
  checks: /^[-*+] \[[ x]\] /i,
} as const

/** What a button of the toolbar makes of a selection; pressed again it takes it back. */
export function editMarkdown(edit: MarkdownEdit, selected: Selected): Selected {
  if (edit === 'link') return linked(selected)
  if (edit === 'code' && selected.text.slice(selected.start, selected.end).includes('\n'))
    return fenced(selected)
  if (edit in WRAPS) return wrapped(WRAPS[edit as keyof typeof WRAPS], selected)
  return prefixed(edit as keyof typeof PREFIXES, selected)
}

function wrapped(mark: string, { text, start, end }: Selected): Selected {
  const size = mark.length
  const inner = text.slice(start, end)
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark)
    return {
      text: text.slice(0, start - size) + inner + text.slice(end + size),
      start: start - size,
      end: end - size,
    }
  return {
    text: text.slice(0, start) + mark + inner + mark + text.slice(end),
    start: start + size,
    end: end + size,
  }
}

function fenced({ text, start, end }: Selected): Selected {
  const before = start > 0 && text[start - 1] !== '\n' ? '\n```\n' : '```\n'
  const after = text[end] === '\n' || end === text.length ? '\n```' : '\n```\n'
  return {
    text: text.slice(0, start) + before + text.slice(start, end) + after + text.slice(end),
    start: start + before.length,
    end: end + before.length,
  }
}

function linked({ text, start, end }: Selected): Selected {
  const inner = text.slice(start, end)
  if (/^https?:\/\/\S+$/.test(inner)) {
    const made = `[](${inner})`
    return { text: text.slice(0, start) + made + text.slice(end), start: start + 1, end: start + 1 }
  }
  const made = `[${inner}](https://)`
  const address = start + inner.length + 3
  return {
    text: text.slice(0, start) + made + text.slice(end),
    start: address,
    end: address + 'https://'.length,
  }
}

function prefixed(edit: keyof typeof PREFIXES, { text, start, end }: Selected): Selected {
  const first = text.lastIndexOf('\n', start - 1) + 1
  const next = text.indexOf('\n', Math.max(start, end - 1))
  const last = next < 0 ? text.length : next
  const lines = text.slice(first, last).split('\n')
  const already = lines.every((line) => line === '' || WRITTEN[edit].test(line))
  const isList = edit !== 'quote'
  const changed = lines.map((line, place) => {
    if (already && text.slice(first, last) !== '') return line.replace(WRITTEN[edit], '')
    // One kind of list becomes another; a quote goes around whatever there is.
    const bare = isList
      ? line.replace(WRITTEN.checks, '').replace(WRITTEN.bullets, '').replace(WRITTEN.numbers, '')
      : line
    return PREFIXES[edit](place) + bare
  })
  const made = changed.join('\n')
  const whole = { text: text.slice(0, first) + made + text.slice(last) }
  if (start !== end) return { ...whole, start: first, end: first + made.length }
  const moved = Math.max(first, start + made.length - (last - first))
  return { ...whole, start: moved, end: moved }
}

/**
 * What Enter does within a list or a quote: the next line begins like this one; on an item without
 * text the list ends. Null where Enter is only Enter.
 */
export function continueList({ text, start, end }: Selected): Selected | null {
  if (start !== end) return null
  const first = text.lastIndexOf('\n', start - 1) + 1
  const line = text.slice(first, start)
  const found = /^(\s*)([-*+] \[[ x]\] |[-*+] |(\d+)([.)]) |> )(.*)$/i.exec(line)
  if (!found) return null
  const [, indent = '', mark = '', number, sign = '', content = ''] = found
  if (content.trim() === '') {
    return { text: text.slice(0, first) + text.slice(start), start: first, end: first }
  }
  const next = number ? `${Number(number) + 1}${sign} ` : mark.replace(/\[x\]/i, '[ ]')
  const added = `\n${indent}${next}`
  return {
    text: text.slice(0, start) + added + text.slice(end),
    start: start + added.length,
    end: start + added.length,
  }
}
