import { diff } from './diff'

export interface Merge {
  text: string
  /** How many passages both changed differently; each stands in the text with both versions. */
  conflicts: number
}

export const MARKS = {
  theirs: '<<<<<<< theirs',
  between: '=======',
  mine: '>>>>>>> yours',
} as const

/** Whether a text still holds a passage that nobody has decided on. */
export function isUndecided(text: string): boolean {
  return text.split('\n').some((line) => line === MARKS.theirs || line === MARKS.mine)
}

/** For each line of the base its place in the other text, if it is still there. */
function placesIn(base: readonly string[], other: readonly string[]): (number | undefined)[] {
  const places: (number | undefined)[] = []
  let there = 0
  for (const run of diff(base, other)) {
    if (run.kind === 'added') there += run.items.length
    else for (const _ of run.items) places.push(run.kind === 'same' ? there++ : undefined)
  }
  return places
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((line, place) => line === b[place])

/**
 * Bring together what two people made of the same text. What only one of them changed is taken;
 * where both changed the same lines differently, both versions stand between marks.
 */
export function merge(baseText: string, mineText: string, theirsText: string): Merge {
  const base = baseText.split('\n')
  const mine = mineText.split('\n')
  const theirs = theirsText.split('\n')
  const inMine = placesIn(base, mine)
  const inTheirs = placesIn(base, theirs)
  const merged: string[] = []
  let conflicts = 0
  let at = { base: 0, mine: 0, theirs: 0 }

  const settle = (until: typeof at) => {
    const old = base.slice(at.base, until.base)
    const ours = mine.slice(at.mine, until.mine)
    const others = theirs.slice(at.theirs, until.theirs)
    if (same(ours, others) || same(others, old)) merged.push(...ours)
    else if (same(ours, old)) merged.push(...others)
    else {
      conflicts++
      merged.push(MARKS.theirs, ...others, MARKS.between, ...ours, MARKS.mine)
    }
  }

  base.forEach((line, place) => {
    const here = inMine[place]
    const there = inTheirs[place]
    if (here === undefined || there === undefined) return
    settle({ base: place, mine: here, theirs: there })
    merged.push(line)
    at = { base: place + 1, mine: here + 1, theirs: there + 1 }
  })
  settle({ base: base.length, mine: mine.length, theirs: theirs.length })
  return { text: merged.join('\n'), conflicts }
}
