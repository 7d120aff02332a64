import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { PickerOption } from '@/components/Picker'
import { choicesOf, nameOf } from '@/features/enumerations/labels'
import { projectsOptions } from '@/features/projects/api/list-projects'
import { peopleOptions } from '@/features/users/api/list-users'
import { foundIssuesOptions } from '../api/find-issues'
import { catalogueOptions } from '../api/list-catalogue'
import { type GroupColumn, groupsOptions } from '../api/list-groups'
import { filtersOf, type IssueSearch, LIST_FILTERS, type ListFilter } from '../search'
import { valueText } from './chips'
import { FilterValueIcon } from './FilterValue'

/** Values that may be empty, and so can be asked for as "none". */
const CAN_BE_NONE: readonly ListFilter[] = [
  'assignee', 'label', 'component', 'version', 'sprint', 'parent',
] // biome-ignore format: a list of names
const PEOPLE: readonly ListFilter[] = ['assignee', 'reporter']

interface Asked {
  filter: ListFilter | null
  /** What was typed. */
  text: string
  search: IssueSearch
  me: string
  /** What is chosen already; it is always offered. */
  chosen: readonly string[]
}

/**
 * The values that a property can be filtered by: those of the issues that the other filters leave,
 * with how many there are of each, and, once something is typed, whatever else the API knows.
 */
export function useFilterValues({ filter, text, search, me, chosen }: Asked) {
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const column = (filter ? LIST_FILTERS[filter].parameter : 'issue_status') as GroupColumn
  const others = filter ? { ...search, [filter]: undefined } : search
  const counted = useQuery({
    ...groupsOptions(filtersOf(others, me), column),
    enabled: filter !== null,
    staleTime: 60_000,
  })
  const found = useFound(filter, wanted, search)
  const options = useMemo<PickerOption[]>(() => {
    if (!filter) return []
    const counts = new Map<string, number>()
    for (const { value, count } of counted.data?.items ?? [])
      counts.set(nameIn(filter, value), count)
    const typed = text.trim().toLowerCase()
    const usual = usualValues(filter)
    const values = new Set([...usual, ...chosen, ...counts.keys(), ...found.names.keys()])
    return [...values]
      .map((value) => ({
        value,
        label: found.names.get(value) ?? valueText(filter, value),
        hint: hintOf(filter, value, counts, me),
        icon: <FilterValueIcon filter={filter} value={value} me={me} />,
      }))
      .filter(({ value, label }) => `${label} ${value}`.toLowerCase().includes(typed))
  }, [filter, counted.data, found.names, text, chosen, me])
  return { options, loading: counted.isFetching || found.loading }
}

function nameIn(filter: ListFilter, value: number | string | null): string {
  const property = LIST_FILTERS[filter]
  if ('values' in property) return nameOf(property.values, Number(value)).toLowerCase()
  return value === null ? '@none' : String(value)
}

function usualValues(filter: ListFilter): string[] {
  const property = LIST_FILTERS[filter]
  if ('values' in property)
    return choicesOf(property.values).map((value) => nameOf(property.values, value).toLowerCase())
  return [
    ...(PEOPLE.includes(filter) ? ['@me'] : []),
    ...(CAN_BE_NONE.includes(filter) ? ['@none'] : []),
  ]
}

function hintOf(
  filter: ListFilter,
  value: string,
  counts: ReadonlyMap<string, number>,
  me: string,
): string | undefined {
  const count = counts.get(value === '@me' && PEOPLE.includes(filter) ? me : value)
  return count === undefined ? undefined : count.toLocaleString('en')
}

const NOTHING: ReadonlyMap<string, string> = new Map()

/** What the API finds for a text that the values at hand may lack, with their words. */
function useFound(filter: ListFilter | null, text: string, search: IssueSearch) {
  const typed = text !== ''
  const projects = (search.project ?? []).filter((key) => !key.startsWith('!'))
  const kept = { placeholderData: keepPreviousData }
  const isCatalogue = filter === 'label' || filter === 'component' || filter === 'version'
  const catalogue = useQuery({
    ...catalogueOptions(isCatalogue ? filter : 'label', text, projects),
    ...kept,
    enabled: typed && isCatalogue,
  })
  const people = useQuery({
    ...peopleOptions(text),
    ...kept,
    enabled: typed && filter !== null && PEOPLE.includes(filter),
  })
  const keys = useQuery({
    ...projectsOptions(text),
    ...kept,
    enabled: typed && filter === 'project',
  })
  const parents = useQuery({
    ...foundIssuesOptions(text),
    ...kept,
    enabled: typed && filter === 'parent',
  })
  const names = useMemo<ReadonlyMap<string, string>>(() => {
    if (!typed || !filter) return NOTHING
    if (isCatalogue) return new Map(catalogue.data?.map((name) => [name, name]))
    if (PEOPLE.includes(filter))
      return new Map(people.data?.items.map(({ username }) => [username, username]))
    if (filter === 'project')
      return new Map(
        keys.data?.items.map((item) => [
          item.project_key,
          `${item.project_key} ${item.project_name}`,
        ]),
      )
    if (filter === 'parent')
      return new Map(
        parents.data?.items.map((issue) => [
          issue.issue_name ?? '',
          `${issue.issue_name} ${issue.issue_summary}`,
        ]),
      )
    return NOTHING
  }, [typed, filter, isCatalogue, catalogue.data, people.data, keys.data, parents.data])
  const loading = catalogue.isFetching || people.isFetching || keys.isFetching || parents.isFetching
  return { names, loading }
}
