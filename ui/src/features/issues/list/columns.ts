import type { EditableProperty } from './properties'

export type ColumnId =
  | 'priority'
  | 'name'
  | 'status'
  | 'type'
  | 'summary'
  | 'labels'
  | 'components'
  | 'project'
  | 'points'
  | 'versions'
  | 'reporter'
  | 'assignee'
  | 'parent'
  | 'resolution'
  | 'created'
  | 'updated'
  | 'resolved'

export interface Column {
  id: ColumnId
  label: string
  /** The column of the API, as in a CSV. */
  field: string
  /** What the API sorts by for it; without, it cannot be sorted by. */
  sort?: string
  /** The first click sorts descending: the newest or largest first. */
  descendsFirst?: boolean
  /** Width in pixels where there is room, and where there is little; 0 takes what is left. */
  width: number
  tight: number
  /** A glyph without words: its head is read out, but not shown. */
  glyph?: boolean
  alignEnd?: boolean
  edits?: EditableProperty
  /** Always shown. */
  fixed?: boolean
}

/** All columns in their order. */
export const COLUMNS: readonly Column[] = [
  {
    id: 'priority',
    label: 'Priority',
    field: 'issue_priority',
    sort: 'issue_priority',
    width: 30,
    tight: 30,
    glyph: true,
    edits: 'priority',
  },
  {
    id: 'name',
    label: 'Issue',
    field: 'issue_name',
    // The API sorts names letter by letter, OPS-10 before OPS-9; by age they are in order.
    sort: 'issue_project,created_on',
    width: 96,
    tight: 88,
    fixed: true,
  },
  {
    id: 'status',
    label: 'Status',
    field: 'issue_status',
    sort: 'issue_status',
    width: 122,
    tight: 30,
    edits: 'status',
  },
  {
    id: 'type',
    label: 'Type',
    field: 'issue_type',
    sort: 'issue_type',
    width: 30,
    tight: 30,
    glyph: true,
    edits: 'type',
  },
  {
    id: 'summary',
    label: 'Summary',
    field: 'issue_summary',
    sort: 'issue_summary',
    width: 0,
    tight: 0,
    fixed: true,
  },
  {
    id: 'labels',
    label: 'Labels',
    field: 'labels',
    width: 152,
    tight: 104,
    edits: 'labels',
  },
  {
    id: 'components',
    label: 'Components',
    field: 'components',
    width: 132,
    tight: 104,
    edits: 'components',
  },
  {
    id: 'project',
    label: 'Project',
    field: 'issue_project',
    sort: 'issue_project',
    width: 84,
    tight: 76,
  },
  {
    id: 'points',
    label: 'Points',
    field: 'issue_story_points',
    sort: 'issue_story_points',
    descendsFirst: true,
    width: 68,
    tight: 68,
    alignEnd: true,
    edits: 'points',
  },
  {
    id: 'versions',
    label: 'Fix versions',
    field: 'issue_fixed_versions',
    sort: 'issue_fixed_version',
    descendsFirst: true,
    width: 124,
    tight: 96,
    edits: 'versions',
  },
  {
    id: 'reporter',
    label: 'Reporter',
    field: 'created_by',
    sort: 'created_by',
    width: 132,
    tight: 112,
  },
  {
    id: 'assignee',
    label: 'Assignee',
    field: 'issue_assigned_to',
    sort: 'issue_assigned_to',
    width: 132,
    tight: 32,
    edits: 'assignee',
  },
  {
    id: 'parent',
    label: 'Parent',
    field: 'issue_parent',
    sort: 'issue_parent',
    width: 96,
    tight: 88,
    edits: 'parent',
  },
  {
    id: 'resolution',
    label: 'Resolution',
    field: 'issue_resolution',
    sort: 'issue_resolution',
    width: 132,
    tight: 104,
    edits: 'resolution',
  },
  {
    id: 'created',
    label: 'Created',
    field: 'created_on',
    sort: 'created_on',
    descendsFirst: true,
    width: 80,
    tight: 80,
    alignEnd: true,
  },
  {
    id: 'updated',
    label: 'Updated',
    field: 'updated_on',
    sort: 'updated_on',
    descendsFirst: true,
    width: 80,
    tight: 80,
    alignEnd: true,
  },
  {
    id: 'resolved',
    label: 'Resolved',
    field: 'resolved_on',
    sort: 'resolved_on',
    descendsFirst: true,
    width: 80,
    tight: 80,
    alignEnd: true,
  },
]

/** What is shown where an address names no columns. */
export const DEFAULT_COLUMNS: readonly ColumnId[] = [
  'priority',
  'name',
  'status',
  'type',
  'summary',
  'labels',
  'points',
  'assignee',
  'updated',
]

/** The columns that an address names, in the order of all, with those that are always shown. */
export function columnsOf(named: readonly string[] | undefined): Column[] {
  const wanted = new Set<string>(named ?? DEFAULT_COLUMNS)
  return COLUMNS.filter((column) => column.fixed || wanted.has(column.id))
}

/** What stands in the address for columns; nothing for the usual ones. */
export function colsOf(chosen: readonly ColumnId[]): ColumnId[] | undefined {
  const cols = columnsOf(chosen).map((column) => column.id)
  return cols.join() === DEFAULT_COLUMNS.join() ? undefined : cols
}

/** The API's columns of a view, its ticket first. */
export function fieldsOf(cols: readonly string[] | undefined): string[] {
  const fields = columnsOf(cols).map((column) => column.field)
  return ['issue_name', ...fields.filter((field) => field !== 'issue_name')]
}

/** The direction in which a column sorts the list; undefined where it does not. */
export function directionOf(
  column: Column,
  sort: string | undefined,
): 'ascending' | 'descending' | undefined {
  if (!column.sort || !sort) return undefined
  if (sort === column.sort || sort.startsWith(`${column.sort},`)) return 'ascending'
  const reversed = reverse(column.sort)
  return sort === reversed || sort.startsWith(`${reversed},`) ? 'descending' : undefined
}

/** The order after a click on a column's head: the other way round where it sorts already. */
export function sortAfterClick(column: Column, sort: string | undefined): string | undefined {
  if (!column.sort) return sort
  const direction = directionOf(column, sort)
  if (!direction) return column.descendsFirst ? reverse(column.sort) : column.sort
  return direction === 'ascending' ? reverse(column.sort) : column.sort
}

/** The opposite of an order. */
export function reverse(sort: string): string {
  return sort
    .split(',')
    .map((key) => (key.startsWith('-') ? key.slice(1) : `-${key}`))
    .join(',')
}
