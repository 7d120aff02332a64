import { Button } from '@mantine/core'
import { IconMapSearch } from '@tabler/icons-react'
import { Link, Navigate, useParams } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { usePage } from '@/lib/page'
import { ApiError } from '@/lib/problem'
import { rememberViewed } from '../recent'
import { IssueView } from './IssueView'
import { useIssue } from './use-issue'

/** `OPS-42` → `OPS`; empty if it is no ticket's name. */
function projectOf(ticket: string): string {
  return /^([A-Z][A-Z0-9]{1,9})-[1-9][0-9]{0,17}$/.exec(ticket)?.[1] ?? ''
}

/** The page of one issue. */
export function IssuePage() {
  const { ticket } = useParams({ from: '/shell/issues/$ticket' })
  const upper = ticket.toUpperCase()
  if (upper !== ticket && projectOf(upper))
    return <Navigate to="/issues/$ticket" params={{ ticket: upper }} search hash replace />
  const project = projectOf(ticket)
  if (project === '') return <ById id={ticket} />
  return (
    <Suspense>
      <Loaded key={ticket} ticket={ticket} project={project} />
    </Suspense>
  )
}

function Loaded({ ticket, project }: { ticket: string; project: string }) {
  const { data, error, refetch, isPlaceholderData } = useIssue(ticket)
  usePage([{ label: project, to: `/projects/${project}` }, { label: ticket }])
  useEffect(() => {
    if (data && !isPlaceholderData) rememberViewed(data)
  }, [data, isPlaceholderData])
  if (error && (!data || isPlaceholderData))
    return <Failed ticket={ticket} error={error} retry={refetch} />
  return <IssueView ticket={ticket} project={project} issue={data} />
}

/** An address with an issue's number: the ticket's own one takes its place. */
function ById({ id }: { id: string }) {
  const { data, error, refetch } = useIssue(id)
  usePage([{ label: 'Issues', to: '/issues' }, { label: id }])
  if (error) return <Failed ticket={id} error={error} retry={refetch} />
  if (!data) return null
  return <Navigate to="/issues/$ticket" params={{ ticket: data.issue_name }} search hash replace />
}

interface FailedProps {
  ticket: string
  error: unknown
  retry: () => void
}

function Failed({ ticket, error, retry }: FailedProps) {
  const isMissing = error instanceof ApiError && [404, 422].includes(error.status)
  if (!isMissing) return <ErrorState error={error} onRetry={retry} />
  return (
    <div role="alert">
      <EmptyState
        icon={IconMapSearch}
        level={1}
        title={`There is no issue ${ticket}`}
        text="It was never made, was deleted, or is in a project that you cannot see."
      >
        <Button component={Link} to="/issues" variant="default">
          Browse issues
        </Button>
      </EmptyState>
    </div>
  )
}
