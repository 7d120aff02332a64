import type { ColumnRead, RowRead } from '@/api/types.gen'

/** A column for tests, of a kind and with what a test is about. */
export function column(kind: ColumnRead['kind'], given: Partial<ColumnRead> = {}): ColumnRead {
  return {
    name: 'a_column',
    title: 'A column',
    kind,
    description: null,
    nullable: false,
    default: null,
    insertable: true,
    required: false,
    editable: true,
    locked: null,
    sortable: true,
    operators: ['eq', 'ne', 'empty', 'not_empty'],
    min_length: null,
    max_length: null,
    minimum: null,
    maximum: null,
    pattern: null,
    example: null,
    enum: null,
    foreign_key: null,
    ...given,
  }
}

/** A column with an enum of three members, the first of which only an import writes. */
export function enumColumn(given: Partial<ColumnRead> = {}): ColumnRead {
  return column('enum', {
    enum: {
      name: 'Light',
      values: [
        { name: 'UNKNOWN', value: 0, label: 'Unknown', writable: false },
        { name: 'RED', value: 1, label: 'Red', writable: true },
        { name: 'DARK_GREEN', value: 2, label: 'Dark green', writable: true },
      ],
    },
    ...given,
  })
}

/** A row for tests. */
export function row(id: string, values: Record<string, unknown>, etag = '1'): RowRead {
  return { id, values, shortened: [], etag, locked: null, links: { self: `/api/x/${id}` } }
}
