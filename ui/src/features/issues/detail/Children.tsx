import { ActionIcon } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Tooltip } from '@/components/Tooltip'
import { UserAvatar } from '@/components/UserAvatar'
import { CLOSED } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { openOverlay } from '@/lib/overlay'
import type { IssueRows } from '../api/list-issues'
import { IssueRowLink } from '../rows/IssueRowLink'
import classes from '../rows/Sections.module.css'

interface Props {
  ticket: string
  children: IssueRows
  /** Adds one; undefined where nothing can be written. */
  onAdd?: () => void
}

/** Begin a new issue within another one. */
export function addChild(project: string, parent: string): void {
  openOverlay('create', { project, parent })
}

/** The issues of which this one is the parent, and how far they are. */
export function Children({ ticket, children: page, onAdd }: Props) {
  const closed = page.items.filter((child) => CLOSED.includes(child.issue_status)).length
  const done = page.items.length > 0 ? closed / page.items.length : 0
  return (
    <section aria-labelledby="children-heading" className={classes.section}>
      <header className={classes.head}>
        <h2 id="children-heading" className={classes.heading}>
          Children
        </h2>
        <span className={classes.count}>
          {closed} of {page.items.length} done
        </span>
        <span className={classes.progress} aria-hidden>
          <span style={{ width: `${done * 100}%` }} />
        </span>
        {onAdd && (
          <Tooltip label="Add a child">
            <ActionIcon aria-label="Add a child" className={classes.add} onClick={onAdd}>
              <IconPlus size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
      </header>
      <ul className={classes.rows}>
        {page.items.map((child) => (
          <IssueRowLink
            key={child.id}
            ticket={child.issue_name}
            summary={child.issue_summary}
            closed={CLOSED.includes(child.issue_status)}
            lead={<StatusIcon status={child.issue_status} />}
            end={
              <>
                <PriorityIcon priority={child.issue_priority} />
                <UserAvatar name={child.issue_assigned_to} size={18} />
              </>
            }
          />
        ))}
      </ul>
      {page.total > page.items.length && (
        <Link
          to="/issues"
          search={{ parent: [ticket], state: 'all' as const }}
          className={classes.all}
        >
          Show all {page.total} in the list
        </Link>
      )}
    </section>
  )
}
