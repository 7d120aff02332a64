import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconLoader2,
} from '@tabler/icons-react'
import type { ImportItem } from '@/api/types.gen'
import { ImportStatus } from '@/api/types.gen'
import classes from './JobStatus.module.css'

const GLYPHS = {
  [ImportStatus.QUEUED]: IconClock,
  [ImportStatus.RUNNING]: IconLoader2,
  [ImportStatus.DONE]: IconCircleCheck,
  [ImportStatus.FAILED]: IconAlertTriangle,
  [ImportStatus.CANCELLED]: IconCircleX,
} as const

/** Where a job stands, in words. */
export function statusWords(job: ImportItem): string {
  switch (job.import_status) {
    case ImportStatus.QUEUED:
      return job.cancel_requested ? 'Stopping' : 'Waiting'
    case ImportStatus.RUNNING:
      return job.cancel_requested ? 'Stopping' : `${Math.floor(job.progress * 100)} %`
    case ImportStatus.DONE:
      return job.dry_run ? 'Tried' : 'Imported'
    case ImportStatus.FAILED:
      return 'Failed'
    case ImportStatus.CANCELLED:
      return 'Cancelled'
    default:
      return 'Unknown'
  }
}

/** Where a job stands, with a mark. */
export function JobStatus({ job }: { job: ImportItem }) {
  const Glyph = GLYPHS[job.import_status as keyof typeof GLYPHS] ?? IconClock
  return (
    <span className={classes.status} data-status={job.import_status}>
      <Glyph size={15} stroke={1.8} aria-hidden />
      {statusWords(job)}
    </span>
  )
}
