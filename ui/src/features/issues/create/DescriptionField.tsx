import { SegmentedControl, Skeleton, Textarea } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import classes from './IssueForm.module.css'

const Markdown = lazy(() => import('@/components/Markdown').then((m) => ({ default: m.Markdown })))

interface Props {
  value: string
  onChange: (text: string) => void
  error?: string
}

/** The description in Markdown, to write or to look at. */
export function DescriptionField({ value, onChange, error }: Props) {
  const [view, setView] = useState<'write' | 'preview'>('write')
  return (
    <div className={classes.description}>
      <div className={classes.descriptionHead}>
        <SegmentedControl
          size="xs"
          value={view}
          onChange={(chosen) => setView(chosen as typeof view)}
          data={[
            { value: 'write', label: 'Write' },
            { value: 'preview', label: 'Preview' },
          ]}
          aria-label="Description"
        />
        <span className={classes.hint}>Markdown</span>
      </div>
      {view === 'write' ? (
        <Textarea
          aria-label="Description"
          placeholder="What happens, what should happen, how to see it…"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          autosize
          minRows={6}
          maxRows={18}
        />
      ) : (
        <section className={classes.preview} aria-label="Preview">
          {value.trim() ? (
            <Suspense fallback={<Skeleton height={60} />}>
              <Markdown text={value} />
            </Suspense>
          ) : (
            <span className={classes.hint}>There is nothing to preview.</span>
          )}
        </section>
      )}
    </div>
  )
}
