import { describe, expect, it } from 'vitest'
import { diff, diffLines, sideBySide } from './diff'

const chars = (text: string) => [...text]

/** What the runs say the two sequences were. */
function ends(runs: ReturnType<typeof diff<string>>) {
  const text = (kind: string) =>
    runs
      .filter((run) => run.kind === 'same' || run.kind === kind)
      .flatMap((run) => run.items)
      .join('')
  return [text('removed'), text('added')]
}

describe('diff', () => {
  it('finds the shortest way', () => {
    const runs = diff(chars('ABCABBA'), chars('CBABAC'))
    expect(ends(runs)).toEqual(['ABCABBA', 'CBABAC'])
    const edits = runs.filter((run) => run.kind !== 'same').flatMap((run) => run.items)
    expect(edits).toHaveLength(5)
  })

  it('gives both sequences back, whatever they are', () => {
    let seed = 7
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    for (let round = 0; round < 300; round++) {
      const make = () => Array.from({ length: next(14) }, () => 'abc'[next(3)] ?? 'a')
      const [before, after] = [make(), make()]
      expect(ends(diff(before, after))).toEqual([before.join(''), after.join('')])
    }
  })

  it('puts removals before additions and never splits a run', () => {
    const kinds = diff(chars('xaby'), chars('xcdy')).map((run) => run.kind)
    expect(kinds).toEqual(['same', 'removed', 'added', 'same'])
  })

  it('gives up on long texts that have nothing in common', () => {
    const before = Array.from({ length: 3000 }, (_, n) => `old ${n}`)
    const after = Array.from({ length: 3000 }, (_, n) => `new ${n}`)
    expect(diff(before, after).map((run) => [run.kind, run.items.length])).toEqual([
      ['removed', 3000],
      ['added', 3000],
    ])
  })
})

describe('diffLines', () => {
  it('marks the words that changed', () => {
    const lines = diffLines('one\nthe quick fox\nlast', 'one\nthe slow fox\nlast')
    expect(lines.map((line) => line.kind)).toEqual(['same', 'removed', 'added', 'same'])
    const marked = (place: number) =>
      lines[place]?.parts.filter((part) => part.changed).map((part) => part.text)
    expect(marked(1)).toEqual(['quick'])
    expect(marked(2)).toEqual(['slow'])
  })

  it('keeps empty lines and the number of lines', () => {
    const text = (kind: string) => (line: { kind: string }) =>
      line.kind === 'same' || line.kind === kind
    const before = 'a\n\nb\n\n\nc'
    const after = 'a\n\nB\n\nx\n\nc\n'
    const lines = diffLines(before, after)
    const join = (kind: string) =>
      lines
        .filter(text(kind))
        .map((line) => line.parts.map((part) => part.text).join(''))
        .join('\n')
    expect(join('removed')).toBe(before)
    expect(join('added')).toBe(after)
  })

  it('puts changed lines on one height, side by side', () => {
    const rows = sideBySide(diffLines('a\nb\nc', 'a\nB\nB2\nc'))
    expect(rows.map(({ left, right }) => [left?.kind, right?.kind])).toEqual([
      ['same', 'same'],
      ['removed', 'added'],
      [undefined, 'added'],
      ['same', 'same'],
    ])
  })
})
