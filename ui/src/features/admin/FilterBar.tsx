import { ActionIcon, Popover } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { TableRead } from '@/api/types.gen'
import classes from './FilterBar.module.css'
import { type Filter, filterValueWords, formatFilter, operatorWords, parseFilter } from './filters'

const FilterForm = lazy(() => import('./FilterForm').then((m) => ({ default: m.FilterForm })))

interface Props {
  table: TableRead
  /** As the address has them. */
  filters: readonly string[]
  /** Whether a new filter is being made. */
  opened: boolean
  onOpenedChange: (opened: boolean) => void
  onChange: (filters: string[]) => void
}

/** The conditions on the rows, each a chip that can be changed and taken away. */
export function FilterBar({ table, filters, opened, onOpenedChange, onChange }: Props) {
  const [edited, setEdited] = useState<number | null>(null)
  const place = opened ? filters.length : edited
  const close = () => {
    setEdited(null)
    onOpenedChange(false)
  }
  const apply = (filter: Filter) => {
    const next = [...filters]
    next[place ?? filters.length] = formatFilter(filter)
    onChange([...new Set(next)])
    close()
  }
  if (filters.length === 0 && !opened) return null
  const form = (start: Filter | null) => (
    <Popover.Dropdown className={classes.dropdown} aria-label="Filter">
      <Suspense>
        <FilterForm table={table} start={start} onApply={apply} onCancel={close} />
      </Suspense>
    </Popover.Dropdown>
  )
  const popover = {
    position: 'bottom-start',
    trapFocus: true,
    returnFocus: true,
    width: 'min(340px, calc(100vw - 16px))',
    onChange: (now: boolean) => !now && close(),
  } as const
  return (
    <div className={classes.bar}>
      {filters.map((text, index) => {
        const filter = parseFilter(text)
        const words = wordsOf(table, filter)
        return (
          <Popover key={text} {...popover} opened={place === index}>
            <span className={classes.chip}>
              <Popover.Target>
                <button
                  type="button"
                  className={classes.words}
                  onClick={() => setEdited(index)}
                  aria-label={`Change the filter: ${words?.join(' ') ?? text}`}
                >
                  {words ? (
                    <>
                      <span>{words[0]}</span>
                      <span className={classes.operator}>{words[1]}</span>
                      {words[2] && <span className={classes.value}>{words[2]}</span>}
                    </>
                  ) : (
                    text
                  )}
                </button>
              </Popover.Target>
              <ActionIcon
                size={22}
                aria-label={`Take the filter away: ${words?.join(' ') ?? text}`}
                onClick={() => onChange(filters.filter((_, other) => other !== index))}
              >
                <IconX size={13} />
              </ActionIcon>
            </span>
            {place === index && form(filter)}
          </Popover>
        )
      })}
      {opened && (
        <Popover {...popover} opened>
          <Popover.Target>
            <span className={classes.fresh}>New filter</span>
          </Popover.Target>
          {form(null)}
        </Popover>
      )}
      {filters.length > 1 && (
        <button type="button" className={classes.clear} onClick={() => onChange([])}>
          Clear
        </button>
      )}
    </div>
  )
}

function wordsOf(table: TableRead, filter: Filter | null): [string, string, string] | null {
  const column = filter && table.columns.find(({ name }) => name === filter.column)
  if (!filter || !column) return null
  return [column.title, operatorWords(column, filter.operator), filterValueWords(column, filter)]
}
