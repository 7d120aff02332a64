import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconListDetails, IconSearch, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { IssuePriority, IssueType } from '@/api/types.gen'
import type { PickerOption } from '@/components/Picker'
import { Tooltip } from '@/components/Tooltip'
import { UserAvatar } from '@/components/UserAvatar'
import { useMe } from '@/features/auth/session'
import { choicesOf, labelOf, nameOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { useAssigneeGroups } from '../api/board-groups'
import { AssigneePicker } from '../properties/AssigneePicker'
import { filtersOf, type IssueSearch, LIST_FILTERS, type ListFilter } from '../search'
import classes from './FilterBar.module.css'
import { FilterButton, FilterPicker, LabelFilter, ProjectFilter } from './FilterPickers'
import { setFilters, toggled, valueText } from './filters'

interface Props {
  search: IssueSearch
  /** Take another search; one that is still being typed takes the place of the one before. */
  onChange: (search: IssueSearch, replace?: boolean) => void
  /** The field of the text, for the key that goes there. */
  field: RefObject<HTMLInputElement | null>
}

const TYPES: readonly PickerOption[] = choicesOf(IssueType).map((value) => ({
  value: nameOf(IssueType, value).toLowerCase(),
  label: labelOf(IssueType, value),
  icon: <TypeIcon type={value} />,
}))
const PRIORITIES: readonly PickerOption[] = choicesOf(IssuePriority).map((value) => ({
  value: nameOf(IssuePriority, value).toLowerCase(),
  label: labelOf(IssuePriority, value),
  icon: <PriorityIcon priority={value} />,
}))

/** Filters with a control of their own; others are shown where an address brings them. */
const OWN: readonly ListFilter[] = ['project', 'assignee', 'type', 'priority', 'label']
const MOST_PEOPLE = 5

/** What narrows the board down; all of it is in the address. */
export function FilterBar({ search, onChange, field }: Props) {
  const flip = (name: ListFilter) => (value: string) =>
    onChange({ ...search, [name]: toggled(search[name], value) })
  const clear = (name: ListFilter) => () => onChange({ ...search, [name]: undefined })
  const set = setFilters(search)
  const people = useAssignees(search)
  return (
    <search className={classes.bar} aria-label="Filter the board">
      <div className={classes.filters}>
        <TextFilter search={search} onChange={onChange} field={field} />
        <ProjectFilter
          values={search.project}
          onPick={flip('project')}
          onClear={clear('project')}
        />
        <AssigneeFilter people={people} onPick={flip('assignee')} onClear={clear('assignee')} />
        <FilterPicker
          name="type"
          options={TYPES}
          values={search.type}
          onPick={flip('type')}
          onClear={clear('type')}
        />
        <FilterPicker
          name="priority"
          options={PRIORITIES}
          values={search.priority}
          onPick={flip('priority')}
          onClear={clear('priority')}
        />
        <LabelFilter
          projects={search.project}
          values={search.label}
          onPick={flip('label')}
          onClear={clear('label')}
        />
        {set
          .filter((name) => !OWN.includes(name))
          .map((name) => (
            <button
              key={name}
              type="button"
              className={classes.filter}
              data-set
              aria-label={`Remove the filter ${LIST_FILTERS[name].label}`}
              onClick={clear(name)}
            >
              <span className={classes.value}>
                {LIST_FILTERS[name].label}:{' '}
                {search[name]?.map((value) => valueText(name, value)).join(', ')}
              </span>
              <IconX size={13} stroke={1.8} aria-hidden />
            </button>
          ))}
        {(set.length > 0 || search.q) && (
          <Button variant="subtle" color="gray" flex="none" onClick={() => onChange({})}>
            Clear
          </Button>
        )}
        <People people={people} onPick={flip('assignee')} />
      </div>
      <Tooltip label="Show as a list">
        <ActionIcon
          aria-label="Show as a list"
          renderRoot={(props) => <Link to="/issues" search={search} {...props} />}
        >
          <IconListDetails size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </search>
  )
}

/** What is typed goes into the address when one pauses; each pause replaces the one before. */
const PAUSE_MS = 250

function TextFilter({ search, onChange, field }: Props) {
  const [text, setText] = useState(search.q ?? '')
  const sent = useRef(search.q ?? '')
  const typed = useRef<ReturnType<typeof setTimeout>>(undefined)
  const change = useRef(onChange)
  useEffect(() => {
    change.current = (next, replace) => onChange({ ...search, ...next }, replace)
  })
  // Another address, as by going back, is shown; what one is typing is not taken away by it.
  useEffect(() => {
    if ((search.q ?? '') === sent.current) return
    sent.current = search.q ?? ''
    setText(sent.current)
  }, [search.q])
  useEffect(() => () => clearTimeout(typed.current), [])
  const type = (value: string) => {
    setText(value)
    clearTimeout(typed.current)
    typed.current = setTimeout(() => {
      sent.current = value.trim()
      change.current({ q: sent.current || undefined }, true)
    }, PAUSE_MS)
  }
  return (
    <TextInput
      ref={field}
      className={classes.text}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        if (text) type('')
        else event.currentTarget.blur()
      }}
      type="search"
      placeholder="Filter by text"
      aria-label="Filter by text"
      leftSection={<IconSearch size={14} stroke={1.8} aria-hidden />}
    />
  )
}

interface PeopleProps {
  people: Assignees
  onPick: (value: string) => void
}

/** Whom the filters name, and who has most of the open issues. */
interface Assignees {
  me: string
  shown: readonly string[]
  chosen: readonly string[]
}

function useAssignees(search: IssueSearch): Assignees {
  const { username: me } = useMe()
  const { data, isPending } = useAssigneeGroups(
    filtersOf({ ...search, assignee: undefined }, me, 'all'),
  )
  const busiest = (data?.items ?? [])
    .map((group) => group.value)
    .filter((value): value is string => typeof value === 'string' && value !== me)
  return {
    me,
    shown: isPending ? [] : [me, ...busiest.slice(0, MOST_PEOPLE)],
    chosen: (search.assignee ?? []).map((value) => value.replace('@me', me)),
  }
}

/** Chosen by a click; last in the line and all at once, so that nothing moves when they come. */
function People({ people: { me, shown, chosen }, onPick }: PeopleProps) {
  return (
    <fieldset className={classes.people} aria-label="Assignee" style={{ border: 0 }}>
      {shown.map((name) => (
        <button
          key={name}
          type="button"
          className={classes.person}
          aria-pressed={chosen.includes(name)}
          aria-label={`Assigned to ${name === me ? 'me' : name}`}
          title={name}
          onClick={() => onPick(name === me ? '@me' : name)}
        >
          <UserAvatar name={name} size={22} decorative />
        </button>
      ))}
    </fieldset>
  )
}

/** Everyone else by a picker. */
function AssigneeFilter(props: PeopleProps & { onClear: () => void }) {
  const { me, shown, chosen } = props.people
  const others = chosen.filter((value) => !shown.includes(value))
  return (
    <AssigneePicker
      value={null}
      label="Assignee"
      onChange={(name) => props.onPick(name === null ? '@none' : name === me ? '@me' : name)}
    >
      <FilterButton
        label="Assignee"
        text={others.map((value) => valueText('assignee', value)).join(', ')}
        onClear={props.onClear}
      />
    </AssigneePicker>
  )
}
