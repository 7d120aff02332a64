import { ActionIcon, Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { wordsOf } from '@/features/enumerations/labels'
import {
  DEFAULTS,
  GROUPINGS,
  type IssueGrouping,
  type IssueSearch,
  ROWS_PER_PAGE,
  VIEWS,
} from '../search'
import {
  COLUMNS,
  type ColumnId,
  colsOf,
  columnsOf,
  directionOf,
  reverse,
  sortAfterClick,
} from './columns'
import classes from './DisplayOptions.module.css'

interface Props {
  search: IssueSearch
  narrow: boolean
  onChange: (search: IssueSearch) => void
}

const GROUPS = [
  { value: '', label: 'No grouping' },
  ...Object.keys(GROUPINGS).map((name) => ({ value: name, label: wordsOf(name.toUpperCase()) })),
]
const SORTS = COLUMNS.filter((column) => column.sort)
const RANKED = '-rank'
const OTHER = 'other'

/** How the list is shown: grouping, order, density and columns. */
export function DisplayOptions({ search, narrow, onChange }: Props) {
  const sort = search.sort ?? (search.q ? RANKED : DEFAULTS.sort)
  const sorted = SORTS.find((column) => directionOf(column, sort))
  const descends = sorted ? directionOf(sorted, sort) === 'descending' : sort.startsWith('-')
  const shown = columnsOf(search.cols).map((column) => column.id)
  const sortBy = (next: string | undefined) =>
    onChange({ ...search, sort: next, pageNo: undefined })
  const toggle = (id: ColumnId) => {
    const chosen = shown.includes(id) ? shown.filter((other) => other !== id) : [...shown, id]
    onChange({ ...search, cols: colsOf(chosen) })
  }
  const isUsual = !search.group && !search.sort && !search.cols && !search.view
  return (
    <div className={classes.options}>
      <NativeSelect
        data-autofocus
        label="Group by"
        size="xs"
        data={GROUPS}
        value={search.group ?? ''}
        onChange={(event) =>
          onChange({
            ...search,
            group: (event.currentTarget.value || undefined) as IssueGrouping | undefined,
            collapsed: undefined,
            pageNo: undefined,
          })
        }
      />
      <div className={classes.sort}>
        <NativeSelect
          label="Sort by"
          size="xs"
          className={classes.grow}
          data={[
            ...(search.q ? [{ value: RANKED, label: 'Best match' }] : []),
            ...SORTS.map((column) => ({ value: column.id, label: column.label })),
            ...(sorted || sort === RANKED ? [] : [{ value: OTHER, label: sort }]),
          ]}
          value={sorted?.id ?? (sort === RANKED ? RANKED : OTHER)}
          onChange={(event) => {
            const { value } = event.currentTarget
            const column = SORTS.find((one) => one.id === value)
            if (column) sortBy(sortAfterClick(column, undefined))
            else if (value === RANKED) sortBy(undefined)
          }}
        />
        <ActionIcon
          variant="default"
          size={30}
          disabled={sort === RANKED}
          aria-label={descends ? 'Descending: sort ascending' : 'Ascending: sort descending'}
          title={descends ? 'Descending' : 'Ascending'}
          onClick={() => sortBy(reverse(sort))}
        >
          {descends ? <IconArrowDown size={15} /> : <IconArrowUp size={15} />}
        </ActionIcon>
      </div>
      <div>
        <div className={classes.label} id="density">
          Density
        </div>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-labelledby="density"
          data={VIEWS.map((view) => ({ value: view, label: wordsOf(view.toUpperCase()) }))}
          value={search.view ?? DEFAULTS.view}
          onChange={(view) => onChange({ ...search, view: view as IssueSearch['view'] })}
        />
      </div>
      {narrow && (
        <div>
          <div className={classes.label} id="rows-per-page">
            Rows per page
          </div>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-labelledby="rows-per-page"
            data={ROWS_PER_PAGE.map(String)}
            value={String(search.rowsPerPage ?? DEFAULTS.rowsPerPage)}
            onChange={(size) =>
              onChange({ ...search, rowsPerPage: Number(size), pageNo: undefined })
            }
          />
        </div>
      )}
      {!narrow && (
        <fieldset className={classes.columns}>
          <legend className={classes.label}>Columns</legend>
          {COLUMNS.filter((column) => !column.fixed).map((column) => (
            <button
              key={column.id}
              type="button"
              className={classes.column}
              aria-pressed={shown.includes(column.id)}
              onClick={() => toggle(column.id)}
            >
              {column.label}
            </button>
          ))}
        </fieldset>
      )}
      <Button
        variant="subtle"
        color="gray"
        disabled={isUsual}
        onClick={() =>
          onChange({
            ...search,
            group: undefined,
            collapsed: undefined,
            sort: undefined,
            cols: undefined,
            view: undefined,
            pageNo: undefined,
          })
        }
      >
        Reset to the usual display
      </Button>
    </div>
  )
}
