import { ActionIcon, Button, Progress, Skeleton } from '@mantine/core'
import { IconAlertTriangle, IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { ImportRead } from '@/api/types.gen'
import { ImportStatus } from '@/api/types.gen'
import { ErrorState } from '@/components/ErrorState'
import { Time } from '@/components/Time'
import { bytes } from '@/lib/bytes'
import { duration } from '@/lib/time'
import { useCancelImport } from './api/cancel-import'
import { isUnfinished, useImport } from './api/get-import'
import { renewImports } from './api/list-imports'
import { JobReport } from './JobReport'
import { JobStatus, statusWords } from './JobStatus'
import classes from './JobView.module.css'
import { useUpload } from './upload'

interface Props {
  id: number
  /** Import the file for real whose dry run this was; not there if the file is not at hand. */
  onImport?: () => void
  onClose: () => void
}

/** One import: how far it is, and what it did or would do. */
export function JobView({ id, onImport, onClose }: Props) {
  const { data: job, error, refetch } = useImport(id)
  const card = useRef<HTMLElement>(null)
  const status = job?.import_status
  const before = useRef(status)
  useEffect(() => {
    if (before.current !== undefined && before.current !== status) renewImports()
    before.current = status
  }, [status])
  // What was asked for by the form or the list is what one wants to see now.
  useEffect(() => {
    card.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <section ref={card} className={classes.card} aria-label={`Import ${id}`}>
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !job ? (
        <div role="status" aria-label="Loading the import" className={classes.loading}>
          <Skeleton height={16} width="40%" />
          <Skeleton height={10} width="70%" />
        </div>
      ) : (
        <Job job={job} onImport={onImport} onClose={onClose} />
      )}
    </section>
  )
}

function Job({ job, onImport, onClose }: Omit<Props, 'id'> & { job: ImportRead }) {
  const cancel = useCancelImport()
  const upload = useUpload()
  const isOpen = isUnfinished(job.import_status)
  return (
    <>
      <header className={classes.head}>
        <div className={classes.what}>
          <h2 className={classes.title}>{job.file_name}</h2>
          <p className={classes.facts}>
            <JobStatus job={job} />
            <span>{kindOf(job)}</span>
            {job.project && <span>{job.project} for rows that name no project</span>}
            <span>{bytes(job.bytes_total)}</span>
            <span>
              by {job.created_by} <Time at={job.created_on} />
            </span>
            {job.started_on !== null && job.finished_on !== null && (
              <span>took {duration(Math.max(1000, job.finished_on - job.started_on))}</span>
            )}
          </p>
        </div>
        {isOpen && (
          <Button
            variant="default"
            disabled={job.cancel_requested || cancel.isPending}
            onClick={() => cancel.mutate(job.id)}
          >
            {job.cancel_requested ? 'Stopping…' : 'Cancel'}
          </Button>
        )}
        {onImport && job.dry_run && job.import_status === ImportStatus.DONE && (
          <Button onClick={onImport} disabled={upload !== null}>
            Import it for real
          </Button>
        )}
        <ActionIcon aria-label="Close" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </header>
      {isOpen && (
        <div className={classes.running}>
          <Progress
            value={job.progress * 100}
            size="sm"
            aria-label="Progress of the import"
            animated
          />
          <p className={classes.facts}>
            {job.import_status === ImportStatus.QUEUED
              ? 'It waits for the imports before it.'
              : job.cancel_requested
                ? 'It ends behind the issues that it is writing.'
                : `${bytes(job.bytes_done)} of ${bytes(job.bytes_total)} read${soFar(job)}`}
          </p>
        </div>
      )}
      <p role="status" className={classes.said}>
        {isOpen ? `${job.file_name} is being imported` : `${job.file_name}: ${statusWords(job)}`}
      </p>
      {job.failure && (
        <p role="alert" className={classes.failure}>
          <IconAlertTriangle size={15} aria-hidden /> {job.failure}
        </p>
      )}
      {job.import_status === ImportStatus.CANCELLED && (
        <p className={classes.note}>{cancelWords(job)}</p>
      )}
      {job.report && !isOpen && <JobReport report={job.report} />}
    </>
  )
}

function kindOf({ dry_run, strict }: ImportRead): string {
  if (dry_run) return strict ? 'strict dry run' : 'dry run'
  return strict ? 'strict import' : 'import'
}

function soFar({ report }: ImportRead): string {
  if (!report) return ''
  const parts = [`${report.issues_new.toLocaleString('en')} new issues`]
  if (report.rows_refused > 0)
    parts.push(`${report.rows_refused.toLocaleString('en')} rows refused`)
  return `; ${parts.join(', ')} so far`
}

function cancelWords({ dry_run, strict, report }: ImportRead): string {
  if (dry_run || strict || !report) return 'Nothing was written.'
  return 'What it had written until then stays. Import the file again to add the rest.'
}
