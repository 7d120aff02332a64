import { Link } from '@tanstack/react-router'
import type { TableRead } from '@/api/types.gen'
import { countWords } from './count-words'
import classes from './TableRail.module.css'

interface Props {
  tables: readonly TableRead[]
  hasDrafts: (table: string) => boolean
}

/** The tables beside the one that is shown; on narrow screens the toolbar has them instead. */
export function TableRail({ tables, hasDrafts }: Props) {
  return (
    <nav aria-label="Tables" className={classes.rail}>
      {tables.map((table) => (
        <Link
          key={table.name}
          to="/admin"
          search={{ table: table.name }}
          className={classes.link}
          activeOptions={{ includeSearch: true }}
        >
          <span className={classes.title}>{table.title}</span>
          {hasDrafts(table.name) ? (
            <span className={classes.unsaved} role="img" aria-label="Not saved" />
          ) : (
            <span className={classes.count}>{shortCount(table)}</span>
          )}
        </Link>
      ))}
    </nav>
  )
}

function shortCount(table: TableRead): string {
  const { row_count: count } = table
  if (count < 10_000) return countWords(table).replace('about ', '')
  return count < 1_000_000 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}M`
}
