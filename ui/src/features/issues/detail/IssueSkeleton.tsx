import { Skeleton } from '@mantine/core'
import classes from './IssueSkeleton.module.css'

/** The rail that is still on its way. */
export function RailSkeleton() {
  return (
    <div className={classes.rail} aria-hidden>
      {Array.from({ length: 9 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows never move
        <div key={row} className={classes.row}>
          <Skeleton height={9} width={52} />
          <Skeleton height={10} width={`${38 + ((row * 17) % 30)}%`} />
        </div>
      ))}
    </div>
  )
}

/** The title that is still on its way. */
export function TitleSkeleton() {
  return (
    <div className={classes.title}>
      <Skeleton height={18} width="62%" />
    </div>
  )
}
