import { ActionIcon, Popover } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { TableRead } from '@/api/types.gen'
import { lazily } from '@/lib/lazily'
import classes from './FilterBar.module.css'
import {
  type Filter,
  filterValueWords,
  formatFilter,
  operatorsOf,
  operatorWords,
  parseFilter,
} from './filters'

const NewFilter = lazy(() => import('./NewFilter').then((m) => ({ default: m.NewFilter })))
// No popover before what stands in it: there would be nothing to bring the focus to.
const filterForm = lazily(() => import('./FilterForm').then((m) => m.FilterForm))

interface Props {
  table: TableRead
  /** As the address has them. */
  filters: readonly string[]
  /** Whether a new filter is being made. */
  opened: boolean
  onOpenedChange: (opened: boolean) => void
  onChange: (filters: string[]) => void
  /** Bring the focus to the rows. */
  onFocusRows: () => void
}

/** What is edited: which of the filters (a new one stands behind them), and what it is now. */
interface Edited {
  place: number
  filter: Filter
}

/** The conditions on the rows, each a chip that can be changed and taken away. */
export function FilterBar(props: Props) {
  const { table, filters, opened, onOpenedChange, onChange, onFocusRows } = props
  const FilterForm = filterForm.use()
  useEffect(filterForm.preload, [])
  const [edited, setEdited] = useState<Edited | null>(null)
  const edit = (next: Edited) => filterForm.whenLoaded(() => setEdited(next))
  const from = useRef<Element | null>(null)
  useEffect(() => {
    if (opened) from.current = document.activeElement
  }, [opened])
  const close = () => {
    setEdited(null)
    onOpenedChange(false)
    const back = from.current
    // Whoever opened it has the focus again, if that is still there: other rows may have come.
    window.setTimeout(() => {
      if (back instanceof HTMLElement && back.isConnected && back !== document.body) back.focus()
      else onFocusRows()
    }, 50)
  }
  const apply = (filter: Filter) => {
    const next = [...filters]
    if (edited) next[edited.place] = formatFilter(filter)
    onChange([...new Set(next)])
    close()
  }
  const isNew = opened || edited?.place === filters.length
  const column = table.columns.find(({ name }) => name === edited?.filter.column)
  const form = edited && column && FilterForm && (
    <Popover.Dropdown
      role="dialog"
      className={classes.dropdown}
      aria-label={`Filter: ${column.title}`}
    >
      <FilterForm column={column} start={edited.filter} onApply={apply} onCancel={close} />
    </Popover.Dropdown>
  )
  const popover = {
    position: 'bottom-start',
    trapFocus: true,
    returnFocus: false,
    width: 'min(320px, calc(100vw - 16px))',
    onChange: (now: boolean) => !now && close(),
  } as const
  return (
    <div className={classes.bar}>
      {filters.map((text, index) => {
        const filter = parseFilter(text)
        const words = wordsOf(table, filter)
        const said = words?.join(' ') ?? text
        return (
          <Popover key={text} {...popover} opened={edited?.place === index}>
            <span className={classes.chip}>
              <Popover.Target>
                <button
                  type="button"
                  className={classes.words}
                  disabled={!words}
                  onClick={(event) => {
                    from.current = event.currentTarget
                    if (filter) edit({ place: index, filter })
                  }}
                  aria-label={`Change the filter: ${said}`}
                >
                  <span>{words?.[0] ?? text}</span>
                  {words && <span className={classes.operator}>{words[1]}</span>}
                  {words?.[2] && <span className={classes.value}>{words[2]}</span>}
                </button>
              </Popover.Target>
              <ActionIcon
                size={22}
                aria-label={`Take the filter away: ${said}`}
                onClick={() => onChange(filters.filter((_, other) => other !== index))}
              >
                <IconX size={13} />
              </ActionIcon>
            </span>
            {edited?.place === index && form}
          </Popover>
        )
      })}
      {isNew && (
        <Popover {...popover} withRoles={false} opened={edited?.place === filters.length}>
          <Popover.Target>
            <span className={classes.fresh}>
              <Suspense fallback={<span className={classes.words}>New filter</span>}>
                <NewFilter
                  table={table}
                  opened={opened && edited === null}
                  title={edited ? column?.title : undefined}
                  onClose={close}
                  onColumn={(name) => {
                    const chosen = table.columns.find((item) => item.name === name)
                    const [operator] = chosen ? operatorsOf(chosen) : []
                    if (operator)
                      edit({
                        place: filters.length,
                        filter: { column: name, operator, value: '' },
                      })
                  }}
                />
              </Suspense>
            </span>
          </Popover.Target>
          {edited?.place === filters.length && form}
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
