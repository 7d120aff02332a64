import { IconFileImport } from '@tabler/icons-react'
import { memo, useState } from 'react'
import type { ActivityRead } from '@/api/types.gen'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { COLUMN_NAMES } from '@/features/enumerations/labels'
import { UserLink } from '@/features/users/UserLink'
import { basePath } from '@/lib/base-path'
import { Change } from './changes/Change'
import classes from './Timeline.module.css'
import type { Burst, FieldChange } from './timeline'

/** More changes at once than this are told by their names, until one wants to read them. */
const MOST_LINES = 4

/** What one person changed within minutes. */
export const ChangesEntry = memo(function ChangesEntry({ burst }: { burst: Burst }) {
  const [opened, setOpened] = useState(false)
  const [first] = burst.rows
  if (!first) return null
  const by = first.created_by
  const long = burst.changes.length > MOST_LINES
  const shown = opened ? (burst.steps ?? burst.changes) : long ? [] : burst.changes
  const count = (burst.steps ?? burst.changes).length
  const line = opened && long ? undefined : shown[0]
  const lines = line ? shown.slice(1) : shown
  const end = (
    <>
      <Stamp row={first} />
      {(long || burst.steps) && (
        <button
          type="button"
          className={classes.more}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {opened ? 'Show less' : `Show ${count} changes`}
        </button>
      )}
    </>
  )
  return (
    <div className={classes.change}>
      <UserAvatar name={by} size={18} decorative />
      <div className={classes.told}>
        <div>
          <UserLink name={by} />{' '}
          {line ? (
            <Change change={line} by={by} after={end} />
          ) : (
            <>
              changed {names(burst.changes)}
              {end}
            </>
          )}
        </div>
        {lines.map((change) => (
          <div key={change.id}>
            <Change change={change} by={by} />
          </div>
        ))}
      </div>
    </div>
  )
})

/** "status, assignee and 3 more" */
function names(changes: readonly FieldChange[]): string {
  const words = [...new Set(changes.map(({ field }) => field))].map((field) =>
    (COLUMN_NAMES[field] ?? field).toLowerCase(),
  )
  if (words.length <= 3) return words.join(', ').replace(/, ([^,]*)$/, ' and $1')
  return `${words.slice(0, 2).join(', ')} and ${words.length - 2} more`
}

/** The address of a row of history. */
export function rowPath(row: ActivityRead): string {
  return `${basePath}/issues/${row.issue_name}#activity-${row.id}`
}

/** When a row was made, as an address of it, and whether an import made it. */
export function Stamp({ row }: { row: ActivityRead }) {
  return (
    <span className={classes.stamp}>
      <a href={rowPath(row)} data-row={row.id} className={classes.when}>
        <Time at={row.created_on} dated />
      </a>
      {row.activity_imported && (
        <IconFileImport
          size={13}
          stroke={1.6}
          role="img"
          aria-label="imported"
          title="Made by an import, from what the other tracker knew"
        />
      )}
    </span>
  )
}
