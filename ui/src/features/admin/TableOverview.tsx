import { IconLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { TableRead } from '@/api/types.gen'
import { countWords } from './count-words'
import { Description } from './Description'
import classes from './TableOverview.module.css'

interface Props {
  tables: readonly TableRead[]
  hasDrafts: (table: string) => boolean
}

/** All tables: what their rows are, how many there are, and what may be done with them. */
export function TableOverview({ tables, hasDrafts }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label="Tables" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Table</th>
            <th scope="col" className={classes.description}>
              What its rows are
            </th>
            <th scope="col" className={classes.number}>
              Rows
            </th>
            <th scope="col">They can be</th>
          </tr>
        </thead>
        <tbody>
          {tables.map((table) => (
            <tr key={table.name}>
              <th scope="row">
                <Link to="/admin" search={{ table: table.name }} className={classes.link}>
                  {table.title}
                </Link>
                {hasDrafts(table.name) && <span className={classes.unsaved}>not saved</span>}
              </th>
              <td className={classes.description}>
                <Description text={table.description} />
              </td>
              <td className={classes.number}>{countWords(table)}</td>
              <td className={classes.verbs}>{verbs(table)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function verbs({ insert, update, delete: remove }: TableRead) {
  const words = [
    insert.allowed && 'added',
    update.allowed && 'changed',
    remove.allowed && 'deleted',
  ].filter(Boolean)
  if (words.length > 0) return words.join(', ')
  return (
    <span className={classes.lock} title={update.reason ?? undefined}>
      <IconLock size={13} stroke={1.8} aria-hidden /> only read
    </span>
  )
}
