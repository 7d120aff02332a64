import { Skeleton } from '@mantine/core'
import classes from './SkeletonRows.module.css'

interface Props {
  rows?: number
  /** What is awaited, for a screen reader. */
  label?: string
}

/** Rows of a list that are still on their way, in the height that they will have. */
export function SkeletonRows({ rows = 10, label = 'Loading' }: Props) {
  return (
    <div role="status" aria-label={label} className={classes.rows}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className={classes.row}>
          <Skeleton width={14} height={14} circle />
          <Skeleton width={64} height={10} />
          <Skeleton width={`${38 + ((row * 17) % 34)}%`} height={10} />
          <Skeleton width={20} height={20} circle ml="auto" />
        </div>
      ))}
    </div>
  )
}
