import { wordsOf } from '@/features/enumerations/labels'
import type { CreateValues } from '@/lib/overlay'
import { type IssueSearch, LIST_FILTERS, type ListFilter } from '../search'

/** A list with a value put in, or taken out if it is there, in whichever sense. */
export function toggled(values: readonly string[] | undefined, value: string): string[] {
  const rest = (values ?? []).filter((item) => item !== value && item !== `!${value}`)
  return rest.length === (values ?? []).length ? [...rest, value] : rest
}

/** The filters that are set, by their names. */
export function setFilters(search: IssueSearch): ListFilter[] {
  return (Object.keys(LIST_FILTERS) as ListFilter[]).filter((name) => search[name]?.length)
}

/** The words for a value of a filter, as "In progress", "not Bug" or "no one". */
export function valueText(name: ListFilter, value: string): string {
  const not = value.startsWith('!')
  const bare = not ? value.slice(1) : value
  const text =
    'values' in LIST_FILTERS[name]
      ? wordsOf(bare.toUpperCase())
      : bare === '@me'
        ? 'me'
        : bare === '@none'
          ? 'none'
          : bare
  return not ? `not ${text}` : text
}

/** What a new issue begins with so that it shows under the filters: those with one value. */
export function valuesOf(search: IssueSearch, me: string): CreateValues {
  const one = (values: readonly string[] = []) => {
    const [value, ...others] = values
    return others.length > 0 || value?.startsWith('!') || value === '@none' ? undefined : value
  }
  const assignee = one(search.assignee)
  return {
    project: one(search.project),
    type: one(search.type),
    priority: one(search.priority),
    label: one(search.label),
    parent: one(search.parent),
    assignee: assignee === '@me' ? me : assignee,
  }
}
