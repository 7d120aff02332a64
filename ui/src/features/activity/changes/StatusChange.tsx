import { IssueStatus } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import type { ChangeProps } from './types'
import { To, Value } from './Value'

/** "changed status ◐ In progress → ✓ Done" */
export function StatusChange({ change }: ChangeProps) {
  const show = (value: string | null) => (
    <Value icon={<StatusIcon status={Number(value)} />}>
      {labelOf(IssueStatus, Number(value))}
    </Value>
  )
  return (
    <>
      changed status {show(change.old)}
      <To />
      {show(change.new)}
    </>
  )
}
