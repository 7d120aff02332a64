import { UserLink } from '@/features/users/UserLink'
import type { ChangeProps } from './types'
import { To } from './Value'

/** "assigned ada", "took it on", "handed it on ada → bob" */
export function AssignmentChange({ change, by }: ChangeProps) {
  const { old, new: now } = change
  if (now === null) {
    if (old === by) return <>unassigned themselves</>
    return <>unassigned {old && <UserLink name={old} />}</>
  }
  if (old === null) {
    if (now === by) return <>assigned it to themselves</>
    return (
      <>
        assigned it to <UserLink name={now} />
      </>
    )
  }
  return (
    <>
      reassigned it <UserLink name={old} />
      <To />
      <UserLink name={now} />
    </>
  )
}
