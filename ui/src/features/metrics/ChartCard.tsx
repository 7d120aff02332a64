import { ActionIcon, Skeleton } from '@mantine/core'
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react'
import { type CSSProperties, type ReactNode, useId, useState } from 'react'
import { ErrorState } from '@/components/ErrorState'
import { type Column, Table } from '@/components/Table'
import classes from './ChartCard.module.css'

/** What of a query a card needs. */
export interface Asked<T> {
  data: T | undefined
  error: unknown
  refetch: () => unknown
  isPlaceholderData: boolean
}

interface Props<T, Row> {
  title: string
  /** What the figures count, in one sentence. */
  explanation: string
  asked: Asked<T>
  /** Whether there is nothing to draw. */
  isEmpty: (data: T) => boolean
  emptyText?: string
  /** The height of the drawing, which its table and its skeleton have as well, in pixels. */
  height: number
  /** The same on narrow screens, where what stands side by side stands below each other. */
  narrowHeight?: number
  /** Stands between the explanation and the drawing: a legend, numbers, a choice. */
  above?: (data: T | undefined) => ReactNode
  children: (data: T) => ReactNode
  /** The same figures for whoever would rather read them. */
  rows: (data: T) => readonly Row[]
  columns: readonly Column<Row>[]
  keyOf: (row: Row) => string | number
  /** Where to download them. */
  csv: string
  wide?: boolean
}

/** A chart with its name, what it means, its figures as a table, and every state in one size. */
export function ChartCard<T, Row>(props: Props<T, Row>) {
  const { title, asked, height, csv } = props
  const [isTable, setTable] = useState(false)
  const id = useId()
  const { data, error } = asked
  const label = isTable ? `Show ${title} as a chart` : `View ${title} as a table`
  return (
    <section className={classes.card} aria-labelledby={id} data-wide={props.wide || undefined}>
      <header className={classes.head}>
        <h3 id={id} className={classes.title}>
          {title}
        </h3>
        <ActionIcon
          aria-label={label}
          title={isTable ? 'Show as a chart' : 'View as a table'}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? <IconChartBar size={16} stroke={1.7} /> : <IconTable size={16} stroke={1.7} />}
        </ActionIcon>
        <ActionIcon
          component="a"
          href={csv}
          download
          aria-label={`Download ${title} as CSV`}
          title="Download as CSV"
        >
          <IconDownload size={16} stroke={1.7} />
        </ActionIcon>
      </header>
      <p className={classes.explanation}>{props.explanation}</p>
      {props.above?.(data)}
      <div
        className={classes.body}
        style={
          {
            '--height': `${height}px`,
            '--narrow': `${props.narrowHeight ?? height}px`,
          } as CSSProperties
        }
        data-stale={(data && asked.isPlaceholderData) || undefined}
      >
        {error && (!data || asked.isPlaceholderData) ? (
          <div className={classes.failure}>
            <ErrorState error={error} onRetry={asked.refetch} />
          </div>
        ) : !data ? (
          <ChartSkeleton label={`Loading ${title}`} />
        ) : props.isEmpty(data) ? (
          <p className={classes.nothing}>{props.emptyText ?? 'Nothing in this period.'}</p>
        ) : isTable ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard
          <section className={classes.table} tabIndex={0} aria-label={`${title}, table`}>
            <Table
              label={title}
              columns={props.columns}
              rows={props.rows(data)}
              keyOf={props.keyOf}
            />
          </section>
        ) : (
          props.children(data)
        )}
      </div>
    </section>
  )
}

/** The drawing that is still on its way. */
export function ChartSkeleton({ label = 'Loading' }: { label?: string }) {
  return (
    <div role="status" aria-label={label} className={classes.skeleton}>
      {Array.from({ length: 12 }, (_, bar) => (
        <Skeleton
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars never move
          key={bar}
          height={`${28 + ((bar * 37) % 60)}%`}
          radius="sm"
        />
      ))}
    </div>
  )
}
