import { Button } from '@mantine/core'
import { IconLink, IconSubtask } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { UserType } from '@/api/types.gen'
import { LinesSkeleton } from '@/components/LinesSkeleton'
import { PartError } from '@/components/PartError'
import { useMe } from '@/features/auth/session'
import type { ComposerHandle } from '@/features/comments/Composer'
import { useLinks } from '@/features/links/api/list-links'
import { Links } from '@/features/links/Links'
import { useProject } from '@/features/projects/api/get-project'
import { NO_RIGHTS, rightsIn } from '@/features/projects/rights'
import { basePath } from '@/lib/base-path'
import { copyText } from '@/lib/clipboard'
import { whenIdle } from '@/lib/idle'
import { toastDone, toastError } from '@/lib/toast'
import { useChildren } from '../api/list-children'
import { neighbours } from '../list/last-list'
import { ActivitySection } from './ActivitySection'
import { branchName } from './branch-name'
import { addChild, Children } from './Children'
import { RailSkeleton, TitleSkeleton } from './IssueSkeleton'
import classes from './IssueView.module.css'
import { DESCRIPTION, type EditHandle, MarkdownField } from './MarkdownField'
import { preloadPickers } from './pickers'
import { type OpenProperty, Rail } from './Rail'
import { Summary } from './Summary'
import { TopBar } from './TopBar'
import { useChange } from './use-change'
import type { Issue } from './use-issue'
import { useIssueActions } from './use-issue-actions'

const DeleteIssue = lazy(() => import('./DeleteIssue').then((m) => ({ default: m.DeleteIssue })))

const UNKNOWN_RIGHTS = 'What you may do here could not be loaded. Reload the page to try again.'

interface Props {
  ticket: string
  project: string
  /** Undefined while it is on its way; without description while only a list has it. */
  issue?: Issue
}

/** An issue with everything around it. Its parts appear from top to bottom: nothing moves down. */
export function IssueView({ ticket, project: key, issue }: Props) {
  const { username: me, user_type } = useMe()
  const { tab } = useSearch({ from: '/shell/issues/$ticket' })
  const project = useProject(key)
  const children = useChildren(ticket)
  const links = useLinks(ticket)
  const change = useChange(ticket)
  const [open, setOpen] = useState<OpenProperty>(null)
  const [linking, setLinking] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const summary = useRef<EditHandle>(null)
  const description = useRef<EditHandle>(null)
  const composer = useRef<ComposerHandle>(null)
  const around = useMemo(() => neighbours(ticket), [ticket])

  const rights = useMemo(() => (project.data ? rightsIn(project.data) : NO_RIGHTS), [project.data])
  const isWhole = issue?.issue_description !== undefined
  const isSettled = [project, children, links].every((query) => !query.isPending)
  const mayEdit = rights.write && isWhole

  const title = issue?.issue_summary ?? ''
  const commands = useMemo(
    () => ({
      copyName: () => copied(ticket),
      copyLink: () => copied(`${location.origin}${basePath}/issues/${ticket}`),
      copyBranch: () => copied(branchName(ticket, title)),
      remove: rights.lead ? () => setDeleting(true) : undefined,
    }),
    [ticket, title, rights.lead],
  )
  const assigned = issue?.issue_assigned_to
  const editing = useMemo(
    () =>
      mayEdit
        ? {
            open: setOpen,
            assignMe: () => {
              if (assigned !== me) change({ issue_assigned_to: me }, 'Assigned to you')
            },
            editSummary: () => summary.current?.edit(),
            editDescription: () => description.current?.edit(),
            comment: () => composer.current?.focus(),
            addChild: () => addChild(key, ticket),
            addLink: () => setLinking(true),
          }
        : null,
    [mayEdit, assigned, me, change, key, ticket],
  )
  useIssueActions({ around, commands, editing, busy: open !== null })
  useEffect(() => (mayEdit ? whenIdle(preloadPickers) : undefined), [mayEdit])

  return (
    <div className={classes.page}>
      <TopBar
        ticket={ticket}
        parent={issue?.issue_parent ?? null}
        around={around}
        commands={commands}
        readOnly={rights.reason ?? (project.error ? UNKNOWN_RIGHTS : undefined)}
      />
      <div className={classes.columns} data-pending={!issue || undefined}>
        <div className={classes.title}>
          {issue ? (
            <Summary
              ref={summary}
              ticket={ticket}
              summary={issue.issue_summary}
              version={issue.version}
              mayEdit={mayEdit}
            />
          ) : (
            <TitleSkeleton />
          )}
        </div>
        <div className={classes.rail}>
          {issue ? (
            <Rail
              issue={issue}
              me={me}
              mayEdit={mayEdit}
              change={change}
              open={open}
              onOpen={setOpen}
            />
          ) : (
            <RailSkeleton />
          )}
        </div>
        <div className={classes.body}>
          {issue?.issue_description !== undefined && !project.isPending ? (
            <section aria-label="Description">
              <MarkdownField
                ref={description}
                column={DESCRIPTION}
                ticket={ticket}
                text={issue.issue_description}
                version={issue.version}
                me={me}
                mayEdit={mayEdit}
              />
            </section>
          ) : (
            <LinesSkeleton lines={6} />
          )}
          {isWhole && isSettled && (
            <>
              {children.data && children.data.items.length > 0 && (
                <Children ticket={ticket} onAdd={editing?.addChild}>
                  {children.data}
                </Children>
              )}
              {children.error && (
                <PartError what="The children" error={children.error} onRetry={children.refetch} />
              )}
              {links.data && (
                <Links
                  ticket={ticket}
                  project={key}
                  me={me}
                  links={links.data.items}
                  mayEdit={mayEdit}
                  adding={linking}
                  onAdding={setLinking}
                />
              )}
              {links.error && (
                <PartError what="The links" error={links.error} onRetry={links.refetch} />
              )}
              {editing && (
                <div className={classes.starters}>
                  {children.data?.items.length === 0 && (
                    <Button
                      variant="subtle"
                      color="gray"
                      leftSection={<IconSubtask size={15} stroke={1.7} />}
                      onClick={editing.addChild}
                    >
                      Add a child
                    </Button>
                  )}
                  {links.data?.items.length === 0 && !linking && (
                    <Button
                      variant="subtle"
                      color="gray"
                      leftSection={<IconLink size={15} stroke={1.7} />}
                      onClick={editing.addLink}
                    >
                      Add a link
                    </Button>
                  )}
                </div>
              )}
              <ActivitySection
                ticket={ticket}
                tab={tab}
                me={me}
                isAdmin={user_type === UserType.ADMIN}
                rights={rights}
                composer={composer}
              />
            </>
          )}
        </div>
      </div>
      {deleting && (
        <Suspense>
          <DeleteIssue
            ticket={ticket}
            project={key}
            childCount={children.data?.total ?? 0}
            back={around.back}
            onClose={() => setDeleting(false)}
          />
        </Suspense>
      )}
    </div>
  )
}

function copied(text: string): void {
  copyText(text).then(
    () => toastDone(`Copied ${text}`),
    (error) => toastError('Nothing was copied', error, () => copied(text)),
  )
}
