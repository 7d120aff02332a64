import { IssueResolution } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import type { ChangeProps } from './types'
import { To, Value } from './Value'

/** "resolved it as Complete", "took back the resolution Complete" */
export function ResolutionChange({ change }: ChangeProps) {
  const [old, now] = [Number(change.old), Number(change.new)]
  const show = (value: number) => <Value>{labelOf(IssueResolution, value)}</Value>
  if (now <= IssueResolution.UNRESOLVED) return <>took back the resolution {show(old)}</>
  if (old <= IssueResolution.UNRESOLVED) return <>resolved it as {show(now)}</>
  return (
    <>
      changed resolution {show(old)}
      <To />
      {show(now)}
    </>
  )
}
