import { IssuePriority } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import type { ChangeProps } from './types'
import { To, Value } from './Value'

/** "changed priority Low → High" */
export function PriorityChange({ change }: ChangeProps) {
  const show = (value: string | null) => (
    <Value icon={<PriorityIcon priority={Number(value)} />}>
      {labelOf(IssuePriority, Number(value))}
    </Value>
  )
  return (
    <>
      changed priority {show(change.old)}
      <To />
      {show(change.new)}
    </>
  )
}
