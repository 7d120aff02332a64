import { ActionIcon, Button, Menu, Popover } from '@mantine/core'
import {
  IconAdjustmentsHorizontal,
  IconChecks,
  IconDots,
  IconDownload,
  IconFilter,
  IconLink,
} from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { Tooltip } from '@/components/Tooltip'
import { wordsOf } from '@/features/enumerations/labels'
import { copyText } from '@/lib/clipboard'
import { toastDone, toastError } from '@/lib/toast'
import { csvHref } from '../api/csv'
import { DEFAULTS, type IssueSearch, STATES } from '../search'
import { chipsOf } from './chips'
import type { FilterTarget } from './FilterPicker'
import type { Layout } from './layout'
import { csvQueryOf } from './query'
import { SearchField } from './SearchField'
import classes from './Toolbar.module.css'

const DisplayOptions = lazy(() =>
  import('./DisplayOptions').then((m) => ({ default: m.DisplayOptions })),
)

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
      <Menu position="bottom-end" withinPortal={false}>
        <Menu.Target>
          <ActionIcon aria-label="More about this view" className={classes.icon}>
            <IconDots size={17} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconLink size={15} />}
            onClick={() =>
              copyText(props.shareable()).then(
                () => toastDone('Link to this view copied'),
                (error: unknown) => toastError('The link was not copied', error),
              )
            }
          >
            Copy link
          </Menu.Item>
          <Menu.Item
            component="a"
            href={csvHref(csvQueryOf(search, me))}
            download
            leftSection={<IconDownload size={15} />}
          >
            Download CSV
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </section>
  )
}

function Display(props: Pick<Props, 'search' | 'onChange'> & { narrow: boolean }) {
  const [opened, setOpened] = useState(false)
  const toggle = () => setOpened((was) => !was)
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      trapFocus
      returnFocus
      width={300}
    >
      <Popover.Target>
        {props.narrow ? (
          <ActionIcon aria-label="Display" className={classes.icon} onClick={toggle}>
            <IconAdjustmentsHorizontal size={17} stroke={1.6} />
          </ActionIcon>
        ) : (
          <Button
            variant="default"
            className={classes.button}
            leftSection={<IconAdjustmentsHorizontal size={15} stroke={1.7} />}
            onClick={toggle}
          >
            Display
          </Button>
        )}
      </Popover.Target>
      <Popover.Dropdown aria-label="Display">
        <Suspense>
          <DisplayOptions {...props} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
