import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { listAdminRowsOptions } from '@/api/@tanstack/react-query.gen'
import type { ColumnRead, TableRead } from '@/api/types.gen'

/** What tells a row of another table apart besides the column that is named by. */
export function hintColumn(table: TableRead, column: string): ColumnRead | undefined {
  return table.columns.find(
    (item) =>
      item.kind === 'text' && item.name !== column && item.editable && item.foreign_key === null,
  )
}

/** Rows of another table whose column holds a text, for a picker. */
export function useLookUp(table: TableRead | undefined, column: string, text: string) {
  const target = table?.columns.find((item) => item.name === column)
  const operator = target?.operators.includes('contains') ? 'contains' : 'eq'
  const wanted = operator === 'eq' && !/^\d+$/.test(text) ? '' : text
  return useQuery({
    ...listAdminRowsOptions({
      path: { table: table?.name ?? '' },
      query: {
        per_page: 20,
        sort: target?.sortable ? column : undefined,
        filter: wanted ? [`${column}:${operator}:${wanted}`] : undefined,
      },
    }),
    placeholderData: keepPreviousData,
    enabled: target !== undefined,
  })
}
