import { IssuePriority, IssueStatus, IssueType } from '@/api/types.gen'
import { UserAvatar } from '@/components/UserAvatar'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import type { ListFilter } from '../search'

/** The glyph of a filter's value, where it has one. */
export function FilterValueIcon(props: { filter: ListFilter; value: string; me: string }) {
  const { filter, value, me } = props
  const name = value.toUpperCase() as never
  switch (filter) {
    case 'status':
      return <StatusIcon status={IssueStatus[name] ?? 0} />
    case 'priority':
      return <PriorityIcon priority={IssuePriority[name] ?? 0} />
    case 'type':
      return <TypeIcon type={IssueType[name] ?? 0} />
    case 'assignee':
    case 'reporter': {
      const person = value === '@none' ? null : value === '@me' ? me : value
      return <UserAvatar name={person} size={16} decorative />
    }
    default:
      return null
  }
}
