/** What became of a run of items between two texts. */
export interface Run<T> {
  kind: 'same' | 'removed' | 'added'
  items: T[]
}

/** A line of a comparison; what changed within it is marked. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added'
  parts: readonly { text: string; changed: boolean }[]
}

/** Beyond so many differences two texts count as wholly different: looking on would take too long. */
const MOST_EDITS = 1200
/** Longer passages are not compared word by word. */
const MOST_WORDS = 2000

/** How to come from one sequence to another with the fewest removals and additions (Myers' way). */
export function diff<T>(before: readonly T[], after: readonly T[]): Run<T>[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++
  const old = before.slice(start, before.length - end)
  const young = after.slice(start, after.length - end)
  const runs: Run<T>[] = []
  push(runs, 'same', before.slice(0, start))
  for (const run of middle(old, young)) push(runs, run.kind, run.items)
  push(runs, 'same', before.slice(before.length - end))
  return runs
}

function push<T>(runs: Run<T>[], kind: Run<T>['kind'], items: readonly T[]): void {
  if (items.length === 0) return
  const last = runs.at(-1)
  if (last?.kind === kind) last.items.push(...items)
  else runs.push({ kind, items: [...items] })
}

function middle<T>(old: readonly T[], young: readonly T[]): Run<T>[] {
  const whole: Run<T>[] = [
    { kind: 'removed', items: [...old] },
    { kind: 'added', items: [...young] },
  ]
  if (old.length === 0 || young.length === 0) return whole
  const trace = search(old, young)
  return trace ? walkBack(old, young, trace) : whole
}

/** For each number of edits how far one gets on each diagonal; null if it takes too many. */
function search<T>(old: readonly T[], young: readonly T[]): Int32Array[] | null {
  const most = Math.min(old.length + young.length, MOST_EDITS)
  const trace: Int32Array[] = []
  let reached = new Int32Array(3)
  for (let edits = 0; edits <= most; edits++) {
    const next = new Int32Array(2 * edits + 3) // diagonal k stands at k + edits + 1
    for (let k = -edits; k <= edits; k += 2) {
      const down = reached[k + 1 + edits] ?? 0
      const right = (reached[k - 1 + edits] ?? 0) + 1
      let x = edits === 0 ? 0 : k === -edits || (k !== edits && right <= down) ? down : right
      let y = x - k
      while (x < old.length && y < young.length && old[x] === young[y]) {
        x++
        y++
      }
      next[k + edits + 1] = x
      if (x >= old.length && y >= young.length) {
        trace.push(next)
        return trace
      }
    }
    trace.push(next)
    reached = next
  }
  return null
}

function walkBack<T>(old: readonly T[], young: readonly T[], trace: Int32Array[]): Run<T>[] {
  const steps: { kind: Run<T>['kind']; item: T }[] = []
  const take = (kind: Run<T>['kind'], items: readonly T[], place: number) => {
    const item = items[place]
    if (item !== undefined) steps.push({ kind, item })
  }
  let x = old.length
  let y = young.length
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const before = trace[edits - 1] ?? new Int32Array()
    const k = x - y
    const down = before[k + 1 + edits] ?? 0
    const right = (before[k - 1 + edits] ?? 0) + 1
    const wentDown = k === -edits || (k !== edits && right <= down)
    const fromX = wentDown ? down : right - 1
    const fromY = fromX - (wentDown ? k + 1 : k - 1)
    while (x > fromX + (wentDown ? 0 : 1) && y > fromY + (wentDown ? 1 : 0)) {
      take('same', old, --x)
      y--
    }
    if (wentDown) take('added', young, --y)
    else take('removed', old, --x)
  }
  while (x > 0) take('same', old, --x)
  const runs: Run<T>[] = []
  for (const { kind, item } of steps.reverse()) push(runs, kind, [item])
  return removalsFirst(runs)
}

/** Between two unchanged passages first all that went, then all that came. */
function removalsFirst<T>(runs: readonly Run<T>[]): Run<T>[] {
  const sorted: Run<T>[] = []
  let removed: T[] = []
  let added: T[] = []
  const close = () => {
    push(sorted, 'removed', removed)
    push(sorted, 'added', added)
    removed = []
    added = []
  }
  for (const run of runs) {
    if (run.kind === 'removed') removed.push(...run.items)
    else if (run.kind === 'added') added.push(...run.items)
    else {
      close()
      push(sorted, 'same', run.items)
    }
  }
  close()
  return sorted
}

const wordsOf = (text: string) => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []

/** Compare two texts line by line, and changed passages word by word. */
export function diffLines(before: string, after: string): DiffLine[] {
  const lines: DiffLine[] = []
  const runs = diff(before.split('\n'), after.split('\n'))
  runs.forEach((run, place) => {
    const next = runs[place + 1]
    if (run.kind === 'removed' && next?.kind === 'added') {
      const [gone, come] = marked(run.items.join('\n'), next.items.join('\n'))
      lines.push(...gone.map((parts) => ({ kind: 'removed' as const, parts })))
      lines.push(...come.map((parts) => ({ kind: 'added' as const, parts })))
    } else if (run.kind !== 'added' || runs[place - 1]?.kind !== 'removed') {
      for (const text of run.items)
        lines.push({ kind: run.kind, parts: [{ text, changed: run.kind !== 'same' }] })
    }
  })
  return lines
}

type Parts = { text: string; changed: boolean }[]

/** The lines of two passages, with the words marked that only one of them has. */
function marked(before: string, after: string): [Parts[], Parts[]] {
  const old = wordsOf(before)
  const young = wordsOf(after)
  const gone: Parts[] = [[]]
  const come: Parts[] = [[]]
  const add = (lines: Parts[], text: string, changed: boolean) => {
    text.split('\n').forEach((piece, place) => {
      if (place > 0) lines.push([])
      if (piece) lines.at(-1)?.push({ text: piece, changed })
    })
  }
  const tooLong = old.length > MOST_WORDS || young.length > MOST_WORDS
  const runs = tooLong ? [] : diff(old, young)
  const kept = runs.reduce(
    (sum, run) => (run.kind === 'same' ? sum + run.items.join('').trim().length : sum),
    0,
  )
  if (tooLong || kept * 4 < Math.min(before.length, after.length)) {
    add(gone, before, true) // next to nothing in common: marks here and there would only confuse
    add(come, after, true)
    return [gone, come]
  }
  for (const run of runs) {
    const text = run.items.join('')
    if (run.kind !== 'added') add(gone, text, run.kind === 'removed')
    if (run.kind !== 'removed') add(come, text, run.kind === 'added')
  }
  return [gone, come]
}

/** A comparison side by side: what stands on the same height left and right. */
export function sideBySide(lines: readonly DiffLine[]): { left?: DiffLine; right?: DiffLine }[] {
  const rows: { left?: DiffLine; right?: DiffLine }[] = []
  let place = 0
  while (place < lines.length) {
    const line = lines[place]
    if (line?.kind === 'same') {
      rows.push({ left: line, right: line })
      place++
      continue
    }
    const removed: DiffLine[] = []
    const added: DiffLine[] = []
    for (; place < lines.length && lines[place]?.kind === 'removed'; place++)
      removed.push(lines[place] as DiffLine)
    for (; place < lines.length && lines[place]?.kind === 'added'; place++)
      added.push(lines[place] as DiffLine)
    for (let row = 0; row < Math.max(removed.length, added.length); row++)
      rows.push({ left: removed[row], right: added[row] })
  }
  return rows
}
