import { Fragment, useMemo } from 'react'
import { type DiffLine, diffLines, sideBySide } from '@/lib/diff'
import classes from './DiffView.module.css'

/** So many unchanged lines are shown around what changed. */
const CONTEXT = 3

interface Props {
  before: string
  after: string
  label: string
}

/** What changed in a text, line under line; long unchanged passages are left out. */
export function DiffView({ before, after, label }: Props) {
  const lines = useMemo(() => shortened(diffLines(before, after)), [before, after])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.diff} aria-label={label} tabIndex={0}>
      {lines.map((line, place) =>
        typeof line === 'number' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of two fixed texts
          <div key={place} className={classes.gap}>
            {line} unchanged {line === 1 ? 'line' : 'lines'}
          </div>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of two fixed texts
          <Line key={place} line={line} />
        ),
      )}
    </section>
  )
}

/** Two texts side by side, what differs marked. On narrow screens they stand line under line. */
export function SideBySide({ before, after, label }: Props) {
  const rows = useMemo(() => sideBySide(diffLines(before, after)), [before, after])
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.sides} aria-label={label} tabIndex={0}>
        {rows.map(({ left, right }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of two fixed texts
          <Fragment key={place}>
            {left ? <Line line={left} /> : <div className={classes.blank} />}
            {right ? <Line line={right} /> : <div className={classes.blank} />}
          </Fragment>
        ))}
      </section>
      <div className={classes.under}>
        <DiffView before={before} after={after} label={label} />
      </div>
    </>
  )
}

const SIGNS = { same: '', removed: '−', added: '+' } as const
const SPOKEN = { same: undefined, removed: 'Removed', added: 'Added' } as const

function Line({ line }: { line: DiffLine }) {
  // A line that is new as a whole needs no mark on each of its words.
  const isPartly = line.kind !== 'same' && line.parts.some((part) => !part.changed)
  return (
    <div className={classes.line} data-kind={line.kind}>
      <span
        className={classes.sign}
        role="img"
        aria-label={SPOKEN[line.kind]}
        aria-hidden={line.kind === 'same' || undefined}
      >
        {SIGNS[line.kind]}
      </span>
      <span className={classes.text}>
        {line.parts.map((part, place) =>
          part.changed && isPartly ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line
            <mark key={place}>{part.text}</mark>
          ) : (
            part.text
          ),
        )}
      </span>
    </div>
  )
}

/** The lines near a change; a number stands for so many lines that are left out. */
function shortened(lines: readonly DiffLine[]): (DiffLine | number)[] {
  const near = lines.map(() => false)
  lines.forEach((line, place) => {
    if (line.kind === 'same') return
    for (let n = place - CONTEXT; n <= place + CONTEXT; n++) if (n in near) near[n] = true
  })
  const shown: (DiffLine | number)[] = []
  lines.forEach((line, place) => {
    const last = shown.at(-1)
    // A gap of one line would take as much room as the line.
    const lone = near[place - 1] !== false && near[place + 1] !== false
    if (near[place] || lone) shown.push(line)
    else if (typeof last === 'number') shown[shown.length - 1] = last + 1
    else shown.push(1)
  })
  return shown
}
