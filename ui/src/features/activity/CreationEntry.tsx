import { memo } from 'react'
import { type ActivityRead, IssueType } from '@/api/types.gen'
import { UserAvatar } from '@/components/UserAvatar'
import { labelOf } from '@/features/enumerations/labels'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { UserLink } from '@/features/users/UserLink'
import { Stamp } from './ChangesEntry'
import { Value } from './changes/Value'
import classes from './Timeline.module.css'
import { firstStateOf } from './timeline'

/** "ada created the issue as a Bug" */
export const CreationEntry = memo(function CreationEntry({ row }: { row: ActivityRead }) {
  const { issue_type: type } = firstStateOf(row)
  return (
    <div className={classes.change}>
      <UserAvatar name={row.created_by} size={18} decorative />
      <div className={classes.told}>
        <UserLink name={row.created_by} /> created the issue
        {typeof type === 'number' && type > 0 && (
          <>
            {' as '}
            <Value icon={<TypeIcon type={type} />}>{labelOf(IssueType, type)}</Value>
          </>
        )}
        <Stamp row={row} />
      </div>
    </div>
  )
})
