import { ActivityType, type RecentActivity } from '@/api/types.gen'
import { COLUMN_NAMES, ENUM_OF_COLUMN, labelOf } from '@/features/enumerations/labels'

const LONGEST = 60

function listed(value: string): string {
  try {
    return (JSON.parse(value) as unknown[]).map(String).join(', ') || 'nothing'
  } catch {
    return value
  }
}

function shown(field: string, value: string | null): string {
  if (value === null || value === '') return 'nothing'
  if (value.startsWith('[')) return listed(value)
  const values = ENUM_OF_COLUMN[field]
  if (values && /^\d+$/.test(value)) return labelOf(values, Number(value))
  return value.length > LONGEST ? `${value.slice(0, LONGEST).trimEnd()}…` : value
}

/** What a row of history says, in a few words that are followed by the issue's name. */
export function summaryOf(
  item: Pick<RecentActivity, 'activity_type' | 'field' | 'new_value'>,
): string {
  const { activity_type: type, new_value: value } = item
  const field = item.field ?? ''
  if (type === ActivityType.COMMENT) return 'commented on'
  if (type === ActivityType.CREATION) return 'created'
  if (field === 'issue_assigned_to')
    return value ? `gave ${shown(field, value)} the issue` : 'took the assignee from'
  if (field === 'issue_description') return 'described'
  const name = COLUMN_NAMES[field] ?? field.replace(/^issue_/, '').replaceAll('_', ' ')
  if (value === null || value === '' || value === '[]') return `cleared ${name.toLowerCase()} of`
  return `set ${name.toLowerCase()} to ${shown(field, value)} on`
}

/** Columns that follow from their lists: the last version of all versions. */
const FOLLOWS: Readonly<Record<string, string>> = {
  issue_fixed_version: 'issue_fixed_versions',
  issue_affected_version: 'issue_affected_versions',
}

/** The rows without those that only say again what another of the same change says. */
export function withoutEchoes<
  T extends Pick<RecentActivity, 'field' | 'issue_id' | 'issue_version'>,
>(items: readonly T[]): T[] {
  return items.filter(
    (item) =>
      !items.some(
        (other) =>
          other.issue_id === item.issue_id &&
          other.issue_version === item.issue_version &&
          other.field === FOLLOWS[item.field ?? ''],
      ),
  )
}
