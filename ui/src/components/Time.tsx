import { ago, agoShort, date, dateTime } from '@/lib/time'

const MONTH_MS = 30 * 86_400_000

interface Props {
  /** Milliseconds since 1970. */
  at: number
  short?: boolean
  /** The date instead, of what is longer ago than a month. */
  dated?: boolean
}

/** How long ago something was; the exact time on hover and for machines. */
export function Time({ at, short = false, dated = false }: Props) {
  const old = dated && Date.now() - at > MONTH_MS
  return (
    <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
      {old ? date(at) : short ? agoShort(at) : ago(at)}
    </time>
  )
}
