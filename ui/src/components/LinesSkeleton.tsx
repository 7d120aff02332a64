import { Skeleton } from '@mantine/core'
import classes from './LinesSkeleton.module.css'

/** Lines of a text that is still on its way. */
export function LinesSkeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div className={classes.lines} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines never move
        <Skeleton key={line} height={10} width={`${94 - ((line * 23) % 40)}%`} />
      ))}
    </div>
  )
}
