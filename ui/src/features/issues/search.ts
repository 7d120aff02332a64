import {
  IssuePriority,
  IssueResolution,
  IssueStatus,
  IssueType,
  type ListIssuesData,
} from '@/api/types.gen'
import type { EnumObject } from '@/features/enumerations/labels'
import { listOf } from '@/lib/search-params'

/**
 * What an address of /issues or /dashboard says. Enums stand in it by their names in small letters;
 * `!` before a value excludes it, `@me` is who looks, `@none` is no value at all.
 */
export interface IssueSearch {
  state?: IssueState
  q?: string
  project?: string[]
  status?: string[]
  priority?: string[]
  type?: string[]
  resolution?: string[]
  assignee?: string[]
  reporter?: string[]
  label?: string[]
  component?: string[]
  version?: string[]
  sprint?: string[]
  parent?: string[]
  group?: IssueGrouping
  sort?: string
  pageNo?: number
  rowsPerPage?: number
  cols?: string[]
  view?: IssueView
  /** Groups that are folded away, by their values. */
  collapsed?: string[]
}

export type IssueState = 'open' | 'closed' | 'all'
export type IssueView = 'comfortable' | 'compact'

export const STATES: readonly IssueState[] = ['open', 'closed', 'all']
export const VIEWS: readonly IssueView[] = ['comfortable', 'compact']
export const ROWS_PER_PAGE: readonly number[] = [25, 50, 100, 200]

/**
 * What is meant where an address says nothing; these are never written into one. A search without
 * an order of its own has its best matches first.
 */
export const DEFAULTS = {
  state: 'open',
  sort: '-updated_on',
  pageNo: 1,
  rowsPerPage: 50,
  view: 'comfortable',
} as const satisfies IssueSearch

/** The filters that are lists of values, with the API's parameter and, where it is one, the enum. */
export const LIST_FILTERS = {
  project: { parameter: 'issue_project', label: 'Project' },
  status: { parameter: 'issue_status', label: 'Status', values: IssueStatus },
  priority: { parameter: 'issue_priority', label: 'Priority', values: IssuePriority },
  type: { parameter: 'issue_type', label: 'Type', values: IssueType },
  resolution: { parameter: 'issue_resolution', label: 'Resolution', values: IssueResolution },
  assignee: { parameter: 'issue_assigned_to', label: 'Assignee' },
  reporter: { parameter: 'created_by', label: 'Reporter' },
  label: { parameter: 'label', label: 'Label' },
  component: { parameter: 'component', label: 'Component' },
  version: { parameter: 'issue_fixed_version', label: 'Fix version' },
  sprint: { parameter: 'issue_sprint', label: 'Sprint' },
  parent: { parameter: 'issue_parent', label: 'Parent' },
} as const satisfies Record<string, { parameter: string; label: string; values?: EnumObject }>

export type ListFilter = keyof typeof LIST_FILTERS
export const FILTER_NAMES = Object.keys(LIST_FILTERS) as ListFilter[]

/** The columns by which the list can be grouped, by their names in the address. */
export const GROUPINGS = {
  status: 'issue_status',
  priority: 'issue_priority',
  type: 'issue_type',
  resolution: 'issue_resolution',
  assignee: 'issue_assigned_to',
  reporter: 'created_by',
  project: 'issue_project',
  parent: 'issue_parent',
} as const
export type IssueGrouping = keyof typeof GROUPINGS

/** The columns by which the API sorts issues; `rank` is how well one matches a search. */
export const SORTABLE: readonly string[] = [
  'id', 'created_on', 'updated_on', 'resolved_on', 'created_by', 'issue_name', 'issue_project',
  'issue_type', 'issue_priority', 'issue_story_points', 'issue_summary', 'issue_status',
  'issue_resolution', 'issue_affected_version', 'issue_fixed_version', 'issue_assigned_to',
  'issue_parent', 'issue_rank', 'version', 'rank',
] // biome-ignore format: names of columns, not lines of code

const MOST_SORT_KEYS = 4 // the API takes five, and grouping needs one
const MOST_COLLAPSED = 50

function oneOf<T extends string>(known: readonly T[], value: unknown): T | undefined {
  return known.find((item) => item === value)
}

function numberWithin(value: unknown, least: number, most: number): number | undefined {
  const number = Number(value)
  return Number.isInteger(number) && number >= least && number <= most ? number : undefined
}

function readSort(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const columns = new Set<string>()
  const keys = value.split(',').filter((key) => {
    const column = key.replace(/^-/, '')
    return SORTABLE.includes(column) && !columns.has(column) && columns.add(column)
  })
  return keys.slice(0, MOST_SORT_KEYS).join(',') || undefined
}

/** Read an address leniently: what it says wrongly is left out, so that an old link still opens. */
export function readIssueSearch(raw: Record<string, unknown>): IssueSearch {
  const search: IssueSearch = {
    state: oneOf(STATES, raw.state),
    q: typeof raw.q === 'string' || typeof raw.q === 'number' ? String(raw.q) : undefined,
    group: oneOf(Object.keys(GROUPINGS) as IssueGrouping[], raw.group),
    sort: readSort(raw.sort),
    pageNo: numberWithin(raw.pageNo, 1, 1_000_000),
    rowsPerPage: ROWS_PER_PAGE.find((size) => size === Number(raw.rowsPerPage)),
    cols: raw.cols === undefined ? undefined : listOf(raw.cols),
    view: oneOf(VIEWS, raw.view),
    collapsed: listOf(raw.collapsed).slice(0, MOST_COLLAPSED),
  }
  if (!search.group) search.collapsed = undefined
  if (!search.q && search.sort?.split(',').some((key) => /^-?rank$/.test(key)))
    search.sort = undefined // without a search nothing matches better than another
  for (const name of FILTER_NAMES) {
    const filter = LIST_FILTERS[name]
    const values = listOf(raw[name]).filter(
      (value) => !('values' in filter) || toEnum(filter.values, value) !== undefined,
    )
    if (values.length > 0) search[name] = values
  }
  return withoutDefaults(search)
}

function defaultOf(key: keyof IssueSearch, search: IssueSearch): unknown {
  if (key === 'sort' && search.q) return '-rank'
  return DEFAULTS[key as keyof typeof DEFAULTS]
}

/** The same view without what is meant anyway. */
export function withoutDefaults(search: IssueSearch): IssueSearch {
  const kept = Object.entries(search).filter(
    ([key, value]) =>
      value !== undefined &&
      value !== '' &&
      !(Array.isArray(value) && value.length === 0) &&
      value !== defaultOf(key as keyof IssueSearch, search),
  )
  return Object.fromEntries(kept)
}

function toEnum(values: EnumObject, item: string): string | undefined {
  const not = item.startsWith('!') ? '!' : ''
  const value = values[item.slice(not.length).toUpperCase()]
  return value === undefined ? undefined : `${not}${value}`
}

export type IssueFilterQuery = Omit<
  NonNullable<ListIssuesData['query']>,
  'page' | 'per_page' | 'cursor' | 'sort' | 'format' | 'fields'
>

/** The filters of an address as the API takes them. `me` stands for `@me`. */
export function filtersOf(search: IssueSearch, me: string, state?: IssueState): IssueFilterQuery {
  const query: Record<string, unknown> = { state: search.state ?? state ?? DEFAULTS.state }
  if (search.q) query.q = search.q
  for (const name of FILTER_NAMES) {
    const values = search[name]
    if (!values?.length) continue
    const filter = LIST_FILTERS[name]
    query[filter.parameter] = values.map((value) => {
      if ('values' in filter) return toEnum(filter.values, value) ?? value
      return value.replace(/^(!?)@me$/, `$1${me}`).replace(/^(!?)@none$/, '$1')
    })
  }
  return query as IssueFilterQuery
}
