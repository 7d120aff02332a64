import { describe, expect, it } from 'vitest'
import { continueList, editMarkdown, type MarkdownEdit } from './markdown-edit'

/** `[` and `]` around what is selected; `|` where the cursor stands. */
function read(shown: string) {
  const cursor = shown.indexOf('|')
  if (cursor >= 0) return { text: shown.replace('|', ''), start: cursor, end: cursor }
  const start = shown.indexOf('«')
  const end = shown.indexOf('»') - 1
  return { text: shown.replace(/[«»]/g, ''), start, end }
}

function show({ text, start, end }: { text: string; start: number; end: number }) {
  if (start === end) return `${text.slice(0, start)}|${text.slice(start)}`
  return `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`
}

const edit = (kind: MarkdownEdit, shown: string) => show(editMarkdown(kind, read(shown)))

describe('the toolbar', () => {
  it('wraps what is selected and unwraps it again', () => {
    expect(edit('bold', 'a «b» c')).toBe('a **«b»** c')
    expect(edit('bold', 'a **«b»** c')).toBe('a «b» c')
    expect(edit('italic', 'a |')).toBe('a _|_')
  })

  it('makes one line code and several lines a block', () => {
    expect(edit('code', 'run «make» now')).toBe('run `«make»` now')
    expect(edit('code', 'x\n«a\nb»')).toBe('x\n```\n«a\nb»\n```')
  })

  it('makes links of words and of addresses', () => {
    expect(edit('link', 'see «here»')).toBe('see [here](«https://»)')
    expect(edit('link', '«https://example.org/a»')).toBe('[|](https://example.org/a)')
  })

  it('makes lists of the selected lines, changes their kind and takes them back', () => {
    expect(edit('bullets', 'x\n«a\nb»\ny')).toBe('x\n«- a\n- b»\ny')
    expect(edit('numbers', '«- a\n- b»')).toBe('«1. a\n2. b»')
    expect(edit('checks', '«1. a\n2. b»')).toBe('«- [ ] a\n- [ ] b»')
    expect(edit('checks', '«- [ ] a\n- [x] b»')).toBe('«a\nb»')
    expect(edit('quote', 'a|b')).toBe('> a|b')
    expect(edit('bullets', '|')).toBe('- |')
  })
})

describe('Enter in a list', () => {
  const enter = (shown: string) => {
    const next = continueList(read(shown))
    return next && show(next)
  }

  it('goes on with the next item', () => {
    expect(enter('- a|')).toBe('- a\n- |')
    expect(enter('  9. a|')).toBe('  9. a\n  10. |')
    expect(enter('- [x] a|')).toBe('- [x] a\n- [ ] |')
    expect(enter('> a|')).toBe('> a\n> |')
  })

  it('ends the list on an empty item', () => {
    expect(enter('- a\n- |')).toBe('- a\n|')
  })

  it('is only Enter elsewhere', () => {
    expect(enter('a|')).toBeNull()
    expect(enter('**a**|')).toBeNull()
  })
})
