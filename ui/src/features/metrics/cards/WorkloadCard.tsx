import type { WorkloadItem } from '@/api/types.gen'
import { Time } from '@/components/Time'
import { UserAvatar } from '@/components/UserAvatar'
import { csvHref } from '../api/csv'
import { useWorkload } from '../api/list-workload'
import { ChartCard } from '../ChartCard'
import { Bars } from '../charts/Bars'
import { count } from '../figures'
import { OPEN_STATUSES, partsOf, statusColumns } from '../statuses'

const HEIGHT = 340
const NOBODY = 'Nobody'

/** Who has how many open issues. */
export function WorkloadCard({ project }: { project: string[] | undefined }) {
  const asked = useWorkload(project)
  return (
    <ChartCard
      wide
      title="Unresolved per person"
      explanation="Open issues by assignee, by status within each bar."
      asked={asked}
      height={HEIGHT}
      isEmpty={(data) => data.items.length === 0}
      emptyText="No issue is open."
      rows={(data) => data.items}
      keyOf={(row) => row.issue_assigned_to ?? ''}
      columns={[
        { key: 'who', head: 'Assignee', cell: (row) => row.issue_assigned_to ?? NOBODY },
        { key: 'issues', head: 'Issues', align: 'end', cell: (row) => count(row.issues) },
        { key: 'points', head: 'Points', align: 'end', cell: (row) => count(row.story_points) },
        {
          key: 'oldest',
          head: 'Oldest',
          align: 'end',
          cell: (row) => <Time at={row.oldest_created_on} short />,
        },
        ...statusColumns<WorkloadItem>(OPEN_STATUSES, (row) => row.issues_by_status),
      ]}
      csv={csvHref('workload', { project })}
    >
      {(data) => (
        <Bars
          label="Open issues by assignee"
          bars={data.items.map((item) => ({
            key: item.issue_assigned_to ?? '',
            label: item.issue_assigned_to ?? NOBODY,
            icon: <UserAvatar name={item.issue_assigned_to} size={18} decorative />,
            value: item.issues,
            parts: partsOf(item.issues_by_status),
            search: { project, assignee: [item.issue_assigned_to ?? '@none'] },
          }))}
        />
      )}
    </ChartCard>
  )
}
