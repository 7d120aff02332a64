import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { KeyHint } from '@/components/KeyHint'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { basePath } from '@/lib/base-path'
import { messageOf } from '@/lib/problem'
import { issueOptions } from '../api/get-issue'
import { latestCommentsOptions } from '../api/latest-comments'
import type { IssueRow } from '../api/list-issues'
import { CellContent, isEmpty, valueText } from './Cell'
import { COLUMNS } from './columns'
import classes from './Peek.module.css'
import { type EditableProperty, PROPERTY_NAMES } from './properties'

const Markdown = lazy(() => import('@/components/Markdown').then((m) => ({ default: m.Markdown })))

const WALKING_MS = 120 // one who walks past an issue does not want its description
const COMMENTS = 3
const PROPERTIES = COLUMNS.filter((column) => column.edits)

interface Props {
  issue: IssueRow
  onOpen: (ticket: string) => void
  onClose: () => void
  onEdit: (ticket: string, property: EditableProperty, anchor: HTMLElement) => void
}

/** An issue beside the list: what it says, without leaving the list. */
export function Peek({ issue, onOpen, onClose, onEdit }: Props) {
  const ticket = issue.issue_name
  const [wanted] = useDebouncedValue(ticket, WALKING_MS)
  return (
    <aside aria-label={`Preview of ${ticket}`} className={classes.panel}>
      <header className={classes.head}>
        <span className={classes.ticket}>{ticket}</span>
        <Button
          component="a"
          href={`${basePath}/issues/${ticket}`}
          variant="default"
          rightSection={<KeyHint keys="Enter" />}
          onClick={(event: React.MouseEvent) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return
            event.preventDefault()
            onOpen(ticket)
          }}
        >
          Open
        </Button>
        <ActionIcon aria-label="Close the preview" onClick={onClose}>
          <IconX size={16} stroke={1.8} />
        </ActionIcon>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.body} tabIndex={0} aria-label={`Details of ${ticket}`}>
        <h2 className={classes.summary}>{issue.issue_summary}</h2>
        <dl className={classes.properties}>
          {PROPERTIES.map((column) => {
            const property = column.edits as EditableProperty
            const words = valueText(column, issue)
            return (
              <div key={column.id} className={classes.property}>
                <dt>{PROPERTY_NAMES[property]}</dt>
                <dd>
                  <button
                    type="button"
                    aria-haspopup="listbox"
                    aria-label={`${PROPERTY_NAMES[property]}: ${words}`}
                    className={classes.value}
                    onClick={(event) => onEdit(ticket, property, event.currentTarget)}
                  >
                    {isEmpty(column, issue) ? (
                      <span className={classes.none}>None</span>
                    ) : (
                      <>
                        <CellContent column={column.id} issue={issue} tight={false} />
                        {(column.glyph || words === 'no one') && <span>{words}</span>}
                      </>
                    )}
                  </button>
                </dd>
              </div>
            )
          })}
        </dl>
        <p className={classes.meta}>
          Reported by {issue.created_by} <Time at={issue.created_on} />, changed{' '}
          <Time at={issue.updated_on} />
        </p>
        {wanted === ticket ? <Texts key={ticket} ticket={ticket} /> : <Waiting />}
      </section>
    </aside>
  )
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading the description" className={classes.waiting}>
      <Skeleton height={11} mb={8} />
      <Skeleton height={11} mb={8} />
      <Skeleton height={11} width="62%" />
    </div>
  )
}

function Texts({ ticket }: { ticket: string }) {
  const { data: issue, error, refetch } = useQuery(issueOptions(ticket))
  const { data: comments } = useQuery(latestCommentsOptions(ticket, COMMENTS))
  if (error)
    return (
      <div role="alert" className={classes.failed}>
        {messageOf(error)}{' '}
        <Button variant="default" onClick={() => refetch()}>
          Try again
        </Button>
      </div>
    )
  if (!issue) return <Waiting />
  return (
    <Suspense fallback={<Waiting />}>
      {issue.issue_description ? (
        <Markdown text={issue.issue_description} />
      ) : (
        <p className={classes.none}>No description.</p>
      )}
      {comments && comments.items.length > 0 && (
        <>
          <h3 className={classes.heading}>
            {comments.total > COMMENTS
              ? `Last ${COMMENTS} of ${comments.total} comments`
              : 'Comments'}
          </h3>
          {comments.items.toReversed().map((comment) => (
            <article key={comment.id} className={classes.comment}>
              <div className={classes.by}>
                <UserAvatar name={comment.created_by} size={18} decorative />
                <span>{comment.created_by}</span>
                <Time at={comment.created_on} />
              </div>
              <Markdown text={comment.activity_text} />
            </article>
          ))}
        </>
      )}
    </Suspense>
  )
}
