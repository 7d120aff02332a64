import { Link } from '@tanstack/react-router'
import { lazy, type Ref, Suspense, useCallback } from 'react'
import type { ActivityRead } from '@/api/types.gen'
import { LinesSkeleton } from '@/components/LinesSkeleton'
import { PartError } from '@/components/PartError'
import { type HistoryKind, useHistory } from '@/features/activity/api/list-issue-activity'
import { Timeline } from '@/features/activity/Timeline'
import { CommentCard } from '@/features/comments/CommentCard'
import { Composer, type ComposerHandle } from '@/features/comments/Composer'
import type { Rights } from '@/features/projects/rights'
import classes from './ActivitySection.module.css'

const FLOW = 'flow'
const Flow = lazy(() => import('../flow/Flow').then((m) => ({ default: m.Flow })))

/** What is told below an issue, by the names in the address; the first is meant where none stands. */
const TABS: readonly { tab?: string; label: string; kind: HistoryKind }[] = [
  { label: 'All', kind: 'all' },
  { tab: 'comments', label: 'Comments', kind: 'comments' },
  { tab: 'activity', label: 'Activity', kind: 'changes' },
  { tab: FLOW, label: 'Flow', kind: 'all' },
]

interface Props {
  ticket: string
  tab?: string
  me: string
  isAdmin: boolean
  rights: Rights
  composer: Ref<ComposerHandle>
}

/** What was said about an issue and what became of it. */
export function ActivitySection({ ticket, tab, me, isAdmin, rights, composer }: Props) {
  const chosen = TABS.find((item) => item.tab === tab) ?? TABS[0]
  const kind = chosen?.kind ?? 'all'
  const isFlow = chosen?.tab === FLOW
  const { data, error, refetch, rows } = useHistory(ticket, kind, !isFlow)
  const comment = useCallback(
    (row: ActivityRead) => {
      const own = row.created_by === me
      return (
        <CommentCard
          comment={row}
          me={me}
          mayEdit={rights.write && (own || isAdmin)}
          mayDelete={rights.write && (own || isAdmin || rights.lead)}
        />
      )
    },
    [me, isAdmin, rights],
  )
  return (
    <section aria-labelledby="activity-heading" className={classes.section}>
      <header className={classes.head}>
        <h2 id="activity-heading" className={classes.heading}>
          Activity
        </h2>
        <nav aria-label="Kinds of activity" className={classes.tabs}>
          {TABS.map((item) => (
            <Link
              key={item.label}
              from="/issues/$ticket"
              to="."
              search={{ tab: item.tab }}
              replace
              resetScroll={false}
              className={classes.tab}
              data-chosen={item === chosen || undefined}
            >
              {item.label}
            </Link>
          ))}
        </nav>
      </header>
      {isFlow ? (
        <Suspense fallback={<LinesSkeleton lines={4} />}>
          <Flow ticket={ticket} />
        </Suspense>
      ) : data ? (
        <Timeline ticket={ticket} kind={kind} comment={comment}>
          {rows.length === 0 && (
            <p className={classes.nothing}>
              {kind === 'comments' ? 'Nobody has commented yet.' : 'Nothing has changed yet.'}
            </p>
          )}
          {rights.write && kind !== 'changes' && (
            <Composer ref={composer} ticket={ticket} me={me} />
          )}
        </Timeline>
      ) : error ? (
        <PartError what="The history" error={error} onRetry={refetch} />
      ) : (
        <LinesSkeleton lines={4} />
      )}
    </section>
  )
}
