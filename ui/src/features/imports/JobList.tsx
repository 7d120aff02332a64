import { Button } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ImportItem } from '@/api/types.gen'
import { EmptyState } from '@/components/EmptyState'
import { ErrorState } from '@/components/ErrorState'
import { SkeletonRows } from '@/components/SkeletonRows'
import { Time } from '@/components/Time'
import { useImport } from './api/get-import'
import { useImports } from './api/list-imports'
import classes from './JobList.module.css'
import { JobStatus } from './JobStatus'

/** The imports so far, newest first. */
export function JobList({ current }: { current: number | undefined }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useImports()
  const { data: shown } = useImport(current)
  const jobs = data?.pages.flatMap(({ items }) => items)
  return (
    <section aria-labelledby="earlier-imports">
      <h2 id="earlier-imports" className={classes.title}>
        All imports
      </h2>
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !jobs ? (
        <SkeletonRows rows={4} label="Loading the imports" />
      ) : jobs.length === 0 ? (
        <EmptyState
          icon={IconFileImport}
          title="Nothing was imported yet"
          text="Choose a file above. A dry run first tells what an import would do."
        />
      ) : (
        <ul className={classes.list}>
          {jobs.map((job) => (
            <Row
              key={job.id}
              job={job.id === shown?.id ? shown : job} // looked at more often than the list
              isCurrent={job.id === current}
            />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={isFetchingNextPage}
          onClick={() => fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </section>
  )
}

function Row({ job, isCurrent }: { job: ImportItem; isCurrent: boolean }) {
  return (
    <li>
      <Link
        to="/admin/imports"
        search={{ job: job.id }}
        className={classes.row}
        aria-current={isCurrent || undefined}
      >
        <span className={classes.status}>
          <JobStatus job={job} />
        </span>
        <span className={classes.name} title={job.file_name}>
          {job.file_name}
        </span>
        <span className={classes.tags}>
          {job.dry_run && <span className={classes.tag}>Dry run</span>}
          {job.strict && <span className={classes.tag}>Strict</span>}
          {job.project && <span className={classes.tag}>{job.project}</span>}
        </span>
        <span className={classes.who}>{job.created_by}</span>
        <span className={classes.when}>
          <Time at={job.created_on} short />
        </span>
      </Link>
    </li>
  )
}
