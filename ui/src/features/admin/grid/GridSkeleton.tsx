import { Skeleton } from '@mantine/core'
import type { ColumnRead, TableRead } from '@/api/types.gen'
import classes from './GridSkeleton.module.css'
import { widthOf } from './use-widths'

/** The grid while its rows are on their way: the columns are known already. */
export function GridSkeleton({ table, columns }: { table: TableRead; columns: ColumnRead[] }) {
  const shown = columns.slice(0, 12)
  return (
    <div role="status" aria-label={`Loading ${table.title}`} className={classes.rows}>
      {Array.from({ length: 24 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className={classes.row} data-head={row === 0 || undefined}>
          {shown.map((column) => (
            <div key={column.name} style={{ width: widthOf(column, []) }}>
              <Skeleton width={`${44 + ((row * 13 + column.name.length * 7) % 40)}%`} height={9} />
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}
