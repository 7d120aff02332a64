import { IssueType } from '@/api/types.gen'
import { labelOf } from '@/features/enumerations/labels'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import type { ChangeProps } from './types'
import { To, Value } from './Value'

/** "changed type Task → Bug" */
export function TypeChange({ change }: ChangeProps) {
  const show = (value: string | null) => (
    <Value icon={<TypeIcon type={Number(value)} />}>{labelOf(IssueType, Number(value))}</Value>
  )
  return (
    <>
      changed type {show(change.old)}
      <To />
      {show(change.new)}
    </>
  )
}
