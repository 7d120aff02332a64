import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { lazy, Suspense, useRef, useState } from 'react'
import type { LinkRead } from '@/api/types.gen'
import { Tooltip } from '@/components/Tooltip'
import { CLOSED } from '@/features/enumerations/labels'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { IssueRowLink } from '@/features/issues/rows/IssueRowLink'
import classes from '@/features/issues/rows/Sections.module.css'
import { toastDone } from '@/lib/toast'
import { useCreateLink } from './api/create-link'
import { canBeMadeAgain, useDeleteLink } from './api/delete-link'
import { groupLinks, linkLabel } from './kinds'

const AddLink = lazy(() => import('./AddLink').then((m) => ({ default: m.AddLink })))
const ConfirmDialog = lazy(() =>
  import('@/components/ConfirmDialog').then((m) => ({ default: m.ConfirmDialog })),
)

interface Props {
  ticket: string
  project: string
  me: string
  links: readonly LinkRead[]
  mayEdit: boolean
  /** Whether a new link is being chosen. */
  adding: boolean
  onAdding: (adding: boolean) => void
}

/** What an issue is linked to, by the kinds of links, seen from this issue. */
export function Links({ ticket, project, me, links, mayEdit, adding, onAdding }: Props) {
  const create = useCreateLink(ticket, me)
  const remove = useDeleteLink(ticket)
  const [asking, setAsking] = useState<LinkRead | null>(null)
  const section = useRef<HTMLElement>(null)

  const drop = (link: LinkRead) => {
    if (!canBeMadeAgain(link)) return setAsking(link)
    remove.mutate(link)
    section.current?.focus()
    const way = { name: link.kind_name, kind: link.kind, direction: link.direction }
    toastDone(`Link to ${link.ticket} removed`, () => create.mutate({ way, other: link }))
  }

  if (links.length === 0 && !adding) return null
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-labelledby="links-heading"
      className={classes.section}
      style={{ outline: 'none' }}
    >
      <header className={classes.head}>
        <h2 id="links-heading" className={classes.heading}>
          Links
        </h2>
        {links.length > 0 && <span className={classes.count}>{links.length}</span>}
        {mayEdit && !adding && (
          <Tooltip label="Add a link">
            <ActionIcon
              aria-label="Add a link"
              className={classes.add}
              onClick={() => onAdding(true)}
            >
              <IconPlus size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
        {adding && (
          <Button
            variant="subtle"
            color="gray"
            className={classes.add}
            onClick={() => onAdding(false)}
          >
            Cancel
          </Button>
        )}
      </header>
      {adding && (
        <Suspense>
          <AddLink
            ticket={ticket}
            project={project}
            links={links}
            onAdd={(way, other) => {
              create.mutate({ way, other })
              onAdding(false)
              section.current?.focus()
            }}
          />
        </Suspense>
      )}
      {groupLinks(links).map(([label, group]) => (
        <div key={label}>
          <h3 className={classes.kind}>{label}</h3>
          <ul className={classes.rows}>
            {group.map((link) => (
              <Row key={link.id} link={link} onRemove={mayEdit ? () => drop(link) : undefined} />
            ))}
          </ul>
        </div>
      ))}
      {asking && (
        <Suspense>
          <ConfirmDialog
            title="Remove this link?"
            action="Remove"
            onConfirm={() => remove.mutateAsync(asking)}
            onClose={() => setAsking(null)}
          >
            An import brought it ({linkLabel(asking.kind_name)} {asking.ticket}). It cannot be made
            again just as it is.
          </ConfirmDialog>
        </Suspense>
      )}
    </section>
  )
}

function Row({ link, onRemove }: { link: LinkRead; onRemove?: () => void }) {
  const end = onRemove && link.id > 0 && (
    <Tooltip label="Remove the link">
      <ActionIcon aria-label={`Remove the link to ${link.ticket}`} onClick={onRemove}>
        <IconX size={15} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  )
  if (!link.exists)
    return (
      <li className={classes.row}>
        <span className={classes.lead} />
        <span className={classes.ticket}>{link.ticket}</span>
        <span className={classes.away}>not in this tracker</span>
        <span className={classes.end}>{end}</span>
      </li>
    )
  return (
    <IssueRowLink
      ticket={link.ticket}
      summary={link.ticket_summary ?? ''}
      closed={CLOSED.includes(link.ticket_status ?? 0)}
      lead={
        <>
          <StatusIcon status={link.ticket_status ?? 0} />
          <TypeIcon type={link.ticket_type ?? 0} />
        </>
      }
      end={end}
    />
  )
}
