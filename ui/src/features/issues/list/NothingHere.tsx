import { Button } from '@mantine/core'
import { IconFileOff, IconFilterOff, IconListDetails } from '@tabler/icons-react'
import { EmptyState } from '@/components/EmptyState'
import { runAction } from '@/lib/keys'
import type { IssueRows } from '../api/list-issues'
import { DEFAULTS, type IssueSearch } from '../search'
import { withoutFilters } from './chips'
import { isFiltered } from './query'

interface Props {
  search: IssueSearch
  page: Pick<IssueRows, 'total' | 'per_page'>
  onChange: (search: IssueSearch) => void
}

/** Why the list is empty, and what to do about it. */
export function NothingHere({ search, page, onChange }: Props) {
  const state = search.state ?? DEFAULTS.state
  if (page.total > 0) {
    const last = Math.ceil(page.total / page.per_page)
    return (
      <EmptyState
        icon={IconFileOff}
        title={`There is no page ${search.pageNo ?? 1}`}
        text="The list has become shorter, or the address is wrong."
      >
        <Button variant="default" onClick={() => onChange({ ...search, pageNo: last })}>
          Go to the last page
        </Button>
      </EmptyState>
    )
  }
  const all = state !== 'all' && (
    <Button
      variant="default"
      onClick={() => onChange({ ...search, state: 'all', pageNo: undefined })}
    >
      Look among all issues
    </Button>
  )
  if (isFiltered(search))
    return (
      <EmptyState
        icon={IconFilterOff}
        title="Nothing matches"
        text={`No ${state === 'all' ? '' : `${state} `}issue fits this search and these filters.`}
      >
        <Button variant="default" onClick={() => onChange(withoutFilters(search))}>
          Clear filters
        </Button>
        {all}
      </EmptyState>
    )
  return (
    <EmptyState
      icon={IconListDetails}
      title={state === 'all' ? 'No issues yet' : `No ${state} issues`}
      text={
        state === 'all'
          ? 'What has to be done goes here. Create the first issue, or import what another tracker has.'
          : 'Everything that you may see is in another state.'
      }
    >
      <Button onClick={() => runAction('create')}>New issue</Button>
      {all}
    </EmptyState>
  )
}
