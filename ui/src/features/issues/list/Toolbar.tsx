import { ActionIcon, Button } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconChecks, IconDots, IconFilter } from '@tabler/icons-react'
import { DropdownButton } from '@/components/DropdownButton'
import { Tooltip } from '@/components/Tooltip'
import { wordsOf } from '@/features/enumerations/labels'
import { lazily } from '@/lib/lazily'
import { csvHref } from '../api/csv'
import { DEFAULTS, type IssueSearch, STATES } from '../search'
import { chipsOf } from './chips'
import type { FilterTarget } from './FilterPicker'
import type { Layout } from './layout'
import { csvQueryOf } from './query'
import { SearchField } from './SearchField'
import classes from './Toolbar.module.css'

const displayOptions = lazily(() => import('./DisplayOptions').then((m) => m.DisplayOptions))
const menuItems = lazily(() => import('./ToolbarMenu').then((m) => m.ToolbarMenu))

interface Props {
  search: IssueSearch
  me: string
  layout: Layout
  onChange: (search: IssueSearch, replace?: boolean) => void
  onFilter: (target: FilterTarget) => void
  /** Where the list's keys find the button to filter with, and the search. */
  filterButton: React.RefObject<HTMLButtonElement | null>
  searchField: React.RefObject<HTMLInputElement | null>
  onLeaveSearch: () => void
  /** The address of this view for others. */
  shareable: () => string
  selecting: boolean
  onSelecting: (selecting: boolean) => void
}

/** What the list shows and how: state, search, filters, display; and what one can do with the view. */
export function Toolbar(props: Props) {
  const { search, me, layout, onChange, onFilter } = props
  const narrow = layout === 'narrow'
  const filters = chipsOf(search).length
  return (
    <section aria-label="View" className={classes.bar} data-layout={layout}>
      <fieldset aria-label="State" className={classes.states}>
        <Button.Group>
          {STATES.map((state) => {
            const chosen = state === (search.state ?? DEFAULTS.state)
            return (
              <Button
                key={state}
                variant="default"
                aria-pressed={chosen}
                className={classes.state}
                onClick={() => onChange({ ...search, state, pageNo: undefined })}
              >
                {wordsOf(state.toUpperCase())}
              </Button>
            )
          })}
        </Button.Group>
      </fieldset>
      <SearchField
        ref={props.searchField}
        value={search.q ?? ''}
        className={classes.search}
        onChange={(q) => onChange({ ...search, q: q || undefined, pageNo: undefined }, true)}
        onLeave={props.onLeaveSearch}
      />
      <Tooltip label="Filter (F)">
        <Button
          ref={props.filterButton}
          variant="default"
          leftSection={<IconFilter size={14} stroke={1.8} />}
          aria-haspopup="listbox"
          className={classes.button}
          onClick={(event) => onFilter({ anchor: event.currentTarget })}
        >
          {narrow && filters > 0 ? `Filter · ${filters}` : 'Filter'}
        </Button>
      </Tooltip>
      <span className={classes.space} />
      {narrow && (
        <ActionIcon
          aria-label="Select issues"
          className={classes.icon}
          aria-pressed={props.selecting}
          variant={props.selecting ? 'light' : 'subtle'}
          onClick={() => props.onSelecting(!props.selecting)}
        >
          <IconChecks size={17} stroke={1.6} />
        </ActionIcon>
      )}
      <Display search={search} onChange={onChange} narrow={narrow} />
      <DropdownButton
        kind="menu"
        content={menuItems}
        about={{ shareable: props.shareable, csv: csvHref(csvQueryOf(search, me)) }}
      >
        <ActionIcon aria-label="More about this view" className={classes.icon}>
          <IconDots size={17} stroke={1.6} />
        </ActionIcon>
      </DropdownButton>
    </section>
  )
}

function Display({ narrow, ...about }: Pick<Props, 'search' | 'onChange'> & { narrow: boolean }) {
  return (
    <DropdownButton
      key={narrow ? 'narrow' : 'wide'}
      kind="panel"
      label="Display"
      content={displayOptions}
      about={{ ...about, narrow }}
      width={300}
    >
      {narrow ? (
        <ActionIcon aria-label="Display" className={classes.icon}>
          <IconAdjustmentsHorizontal size={17} stroke={1.6} />
        </ActionIcon>
      ) : (
        <Button
          variant="default"
          className={classes.button}
          leftSection={<IconAdjustmentsHorizontal size={15} stroke={1.7} />}
        >
          Display
        </Button>
      )}
    </DropdownButton>
  )
}
