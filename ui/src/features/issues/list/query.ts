import type { EnumObject } from '@/features/enumerations/labels'
import { nameOf } from '@/features/enumerations/labels'
import type { CreateValues } from '@/lib/overlay'
import type { CsvQuery } from '../api/csv'
import type { IssueListQuery } from '../api/list-issues'
import {
  DEFAULTS,
  filtersOf,
  GROUPINGS,
  type IssueFilterQuery,
  type IssueGrouping,
  type IssueSearch,
  LIST_FILTERS,
} from '../search'
import { fieldsOf } from './columns'

/** A value of the column that makes the groups, as the API has it. */
export type GroupValue = number | string | null

/** The enum of the column that makes the groups, if it is one. */
export function enumOfGrouping(group: IssueGrouping): EnumObject | undefined {
  const filter = LIST_FILTERS[group]
  return 'values' in filter ? filter.values : undefined
}

/** How a group is called in an address: `in_progress`, `ada`, or `@none`. */
export function groupName(group: IssueGrouping, value: GroupValue): string {
  if (value === null) return '@none'
  const values = enumOfGrouping(group)
  return values ? nameOf(values, Number(value)).toLowerCase() : String(value)
}

function bare(key: string): string {
  return key.replace(/^-/, '')
}

/**
 * The order that the API is asked for, the group's column first; undefined for the best matches of
 * a search first.
 */
export function sortOf(search: IssueSearch): string | undefined {
  const own = search.sort ?? (search.q ? undefined : DEFAULTS.sort)
  if (!search.group) return own
  const column = GROUPINGS[search.group]
  const keys = (own ?? '-rank').split(',')
  const given = keys.find((key) => bare(key) === column)
  return [given ?? column, ...keys.filter((key) => key !== given)].join(',')
}

/** Whether the groups stand in descending order. */
export function groupsDescend(search: IssueSearch): boolean {
  return search.group !== undefined && (sortOf(search)?.startsWith('-') ?? false)
}

/** The filters of a view without the issues of the groups that are folded away. */
function unfolded(search: IssueSearch, filters: IssueFilterQuery): IssueFilterQuery {
  if (!search.group || !search.collapsed?.length) return filters
  const column = GROUPINGS[search.group]
  const values = enumOfGrouping(search.group)
  const away = search.collapsed.map((name) => {
    if (name === '@none') return '!'
    const value = values?.[name.toUpperCase()]
    if (value === 0) return '!' // the API's word for "no known value"
    return `!${values ? (value ?? name) : name}`
  })
  const before = (filters as Record<string, string[] | undefined>)[column] ?? []
  return { ...filters, [column]: [...before, ...away] }
}

/** What the API is asked for a view: the page that an address names. `me` stands for `@me`. */
export function listQueryOf(search: IssueSearch, me: string): IssueListQuery {
  return {
    ...unfolded(search, filtersOf(search, me)),
    sort: sortOf(search),
    page: search.pageNo ?? DEFAULTS.pageNo,
    per_page: search.rowsPerPage ?? DEFAULTS.rowsPerPage,
  }
}

/** What the API is asked for a view as CSV: its issues on all pages, in its order, with its columns. */
export function csvQueryOf(search: IssueSearch, me: string): IssueFilterQuery & CsvQuery {
  return { ...filtersOf(search, me), sort: sortOf(search), fields: fieldsOf(search.cols) }
}

const CREATED_WITH: Partial<Record<IssueGrouping, keyof CreateValues>> = {
  status: 'status',
  priority: 'priority',
  type: 'type',
  assignee: 'assignee',
  project: 'project',
}

/** What a new issue of a group begins with; the project too, where only one is listed. */
export function createValuesOf(search: IssueSearch, value: GroupValue): CreateValues {
  const [project, ...others] = search.project ?? []
  const values: CreateValues = {}
  if (project && !project.startsWith('!') && others.length === 0) values.project = project
  const name = search.group && CREATED_WITH[search.group]
  if (name && search.group && value !== null) values[name] = groupName(search.group, value)
  return values
}

/** Whether anything but the state narrows the list down. */
export function isFiltered(search: IssueSearch): boolean {
  return Boolean(search.q) || Object.keys(LIST_FILTERS).some((name) => name in search)
}
