import { IssueResolution } from '@/api/types.gen'
import { CLOSED, type EnumObject, wordsOf } from '@/features/enumerations/labels'
import { FILTER_NAMES, type IssueSearch, LIST_FILTERS, type ListFilter } from '../search'

/** A filter as people read it: "Status is not Done, Released". Values stand without `!`. */
export interface Chip {
  filter: ListFilter
  negated: boolean
  values: string[]
}

/** What the address says of one property with one sign. */
export function valuesOf(search: IssueSearch, filter: ListFilter, negated: boolean): string[] {
  return (search[filter] ?? [])
    .filter((value) => value.startsWith('!') === negated)
    .map((value) => (negated ? value.slice(1) : value))
}

/** The filters of an address, one chip for each property and sign. */
export function chipsOf(search: IssueSearch): Chip[] {
  return FILTER_NAMES.flatMap((filter) =>
    [false, true].flatMap((negated) => {
      const values = valuesOf(search, filter, negated)
      return values.length > 0 ? [{ filter, negated, values }] : []
    }),
  )
}

/** What stands between property and values. */
export function operatorOf({ negated, values }: Pick<Chip, 'negated' | 'values'>): string {
  if (negated) return values.length > 1 ? 'is none of' : 'is not'
  return values.length > 1 ? 'is any of' : 'is'
}

/** What a value of a filter is called. */
export function valueText(filter: ListFilter, value: string): string {
  if (value === '@me') return 'Me'
  if (value === '@none') return filter === 'assignee' ? 'No one' : 'None'
  return 'values' in LIST_FILTERS[filter] ? wordsOf(value.toUpperCase()) : value
}

/** The change of an address that gives a property these values. The first page is shown then. */
export function withValues(
  search: IssueSearch,
  filter: ListFilter,
  negated: boolean,
  values: readonly string[],
): IssueSearch {
  const others = (search[filter] ?? []).filter((value) => value.startsWith('!') !== negated)
  const own = [...new Set(values)].map((value) => (negated ? `!${value}` : value))
  const changed: IssueSearch = {
    ...search,
    [filter]: negated ? [...others, ...own] : [...own, ...others],
    pageNo: undefined,
  }
  return { ...changed, state: stateFor(changed) }
}

/** A closed status among open issues would find nothing: then all are meant. */
function stateFor(search: IssueSearch): IssueSearch['state'] {
  if (search.state !== undefined && search.state !== 'open') return search.state
  const wants = (filter: 'status' | 'resolution', closes: (value: number) => boolean) => {
    const values: EnumObject = LIST_FILTERS[filter].values
    return valuesOf(search, filter, false).some((name) => closes(values[name.toUpperCase()] ?? 0))
  }
  const closed =
    wants('status', (value) => CLOSED.includes(value)) ||
    wants('resolution', (value) => value > IssueResolution.UNRESOLVED)
  return closed ? 'all' : search.state
}

/** The change that turns "is" into "is not", or back. */
export function flipped(search: IssueSearch, { filter, negated, values }: Chip): IssueSearch {
  const without = withValues(search, filter, negated, [])
  return withValues(without, filter, !negated, [...valuesOf(search, filter, !negated), ...values])
}

/** The address without a chip. */
export function withoutChip(search: IssueSearch, { filter, negated }: Chip): IssueSearch {
  return withValues(search, filter, negated, [])
}

/** The address without any filter and search; the state stays. */
export function withoutFilters(search: IssueSearch): IssueSearch {
  const cleared: IssueSearch = { ...search, q: undefined, pageNo: undefined }
  for (const filter of FILTER_NAMES) cleared[filter] = undefined
  return cleared
}
