import { ago, agoShort, dateTime } from '@/lib/time'

/** How long ago something was; the exact time on hover and for machines. */
export function Time({ at, short = false }: { at: number; short?: boolean }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
      {short ? agoShort(at) : ago(at)}
    </time>
  )
}
