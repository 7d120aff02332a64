import type { ReactNode } from 'react'
import {
  type DistributionItem,
  type Distributions,
  IssuePriority,
  IssueResolution,
  IssueStatus,
  IssueType,
} from '@/api/types.gen'
import type { Column } from '@/components/Table'
import { CLOSED, type EnumObject, labelOf, nameOf } from '@/features/enumerations/labels'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon, statusColor } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import type { IssueSearch } from '@/features/issues/search'
import { csvHref } from '../api/csv'
import { useDistributions } from '../api/get-distributions'
import { type Asked, ChartCard } from '../ChartCard'
import { type Bar, Bars } from '../charts/Bars'
import { Columns } from '../charts/Columns'
import { count } from '../figures'

const HEIGHT = 236
/** Eight lines that fingers can hit. */
const NARROW_HEIGHT = 352

interface Kind {
  title: string
  explanation: string
  field: string
  values: EnumObject
  filter: 'type' | 'priority' | 'status' | 'resolution'
  color: (value: number) => string
  icon?: (value: number) => ReactNode
  /** Only the issues that are open. */
  open?: boolean
}

const token = (kind: string, values: EnumObject) => (value: number) =>
  `var(--${kind}-${nameOf(values, value).toLowerCase().replaceAll('_', '-')})`

const KINDS: readonly Kind[] = [
  {
    title: 'Types',
    explanation: 'What the issues are; the strong part of a bar is still open.',
    field: 'issue_type',
    values: IssueType,
    filter: 'type',
    color: token('type', IssueType),
    icon: (value) => <TypeIcon type={value} />,
  },
  {
    title: 'Priorities',
    explanation: 'How urgent the issues are; the strong part of a bar is still open.',
    field: 'issue_priority',
    values: IssuePriority,
    filter: 'priority',
    color: token('priority', IssuePriority),
    icon: (value) => <PriorityIcon priority={value} />,
  },
  {
    title: 'Resolutions',
    explanation: 'How the issues ended; what is unresolved is open or was reopened.',
    field: 'issue_resolution',
    values: IssueResolution,
    filter: 'resolution',
    color: () => 'var(--accent)',
  },
  {
    title: 'Statuses',
    explanation: 'Where all issues stand.',
    field: 'issue_status',
    values: IssueStatus,
    filter: 'status',
    color: statusColor,
    icon: (value) => <StatusIcon status={value} />,
  },
  {
    title: 'Statuses of the unresolved',
    explanation: 'Where the open issues stand, without those that are done or released.',
    field: 'issue_status',
    values: IssueStatus,
    filter: 'status',
    color: statusColor,
    icon: (value) => <StatusIcon status={value} />,
    open: true,
  },
]

/** How the issues as they are now divide, by each of their properties. */
export function DistributionCards({ project }: { project: string[] | undefined }) {
  const asked = useDistributions(project)
  const csv = csvHref('distributions', { project })
  return (
    <>
      {KINDS.map((kind) => (
        <KindCard key={kind.title} kind={kind} asked={asked} csv={csv} project={project} />
      ))}
      <PointsCard asked={asked} csv={csv} />
    </>
  )
}

interface CardProps {
  asked: Asked<Distributions>
  csv: string
}

function KindCard({ kind, asked, csv, project }: CardProps & { kind: Kind; project?: string[] }) {
  const figure = (item: DistributionItem) => (kind.open ? item.unresolved : item.issues)
  return (
    <ChartCard
      title={kind.title}
      explanation={kind.explanation}
      asked={asked}
      height={HEIGHT}
      narrowHeight={NARROW_HEIGHT}
      isEmpty={(data) => (kind.open ? data.unresolved : data.issues) === 0}
      emptyText={kind.open ? 'No issue is open.' : 'There is no issue.'}
      rows={(data) => itemsOf(data, kind)}
      keyOf={(row) => String(row.value)}
      columns={[
        { key: 'name', head: kind.title, cell: (row) => labelOf(kind.values, row.value ?? 0) },
        ...figureColumns(kind.open),
      ]}
      csv={csv}
    >
      {(data) => (
        <Bars
          label={kind.title}
          bars={itemsOf(data, kind).map((item): Bar => {
            const value = item.value ?? 0
            const color = kind.color(value)
            const whole = kind.field === 'issue_status' || kind.field === 'issue_resolution'
            return {
              key: String(value),
              label: labelOf(kind.values, value),
              icon: kind.icon && <span aria-hidden>{kind.icon(value)}</span>,
              value: figure(item),
              parts: [
                {
                  name: whole ? labelOf(kind.values, value) : 'Open',
                  value: whole ? figure(item) : item.unresolved,
                  color,
                },
              ],
              note: whole ? shareOf(figure(item), data, kind) : `· ${count(item.unresolved)} open`,
              search: searchOf(kind, value, project),
            }
          })}
        />
      )}
    </ChartCard>
  )
}

function searchOf(kind: Kind, value: number, project?: string[]): IssueSearch {
  const name = nameOf(kind.values, value).toLowerCase()
  return { project, state: kind.open ? undefined : 'all', [kind.filter]: [name] }
}

function shareOf(value: number, data: Distributions, kind: Kind): string {
  const all = kind.open ? data.unresolved : data.issues
  const share = all === 0 ? 0 : (value / all) * 100
  return `· ${share > 0 && share < 1 ? '<1' : Math.round(share)} %`
}

function itemsOf(data: Distributions, { field, open }: Kind): DistributionItem[] {
  return data.items.filter(
    (item) => item.field === field && !(open && CLOSED.includes(item.value ?? 0)),
  )
}

function figureColumns(open = false): Column<DistributionItem>[] {
  const unresolved: Column<DistributionItem> = {
    key: 'unresolved',
    head: 'Open',
    align: 'end',
    cell: (row) => count(row.unresolved),
  }
  if (open) return [unresolved]
  return [
    { key: 'issues', head: 'Issues', align: 'end', cell: (row) => count(row.issues) },
    unresolved,
  ]
}

/** More values than these do not fit below each other's columns. */
const MOST_COLUMNS = 14

function PointsCard({ asked, csv }: CardProps) {
  return (
    <ChartCard
      title="Story points"
      explanation="How large the issues that were estimated are; the strong part is still open."
      asked={asked}
      height={HEIGHT}
      isEmpty={(data) => estimated(data).length === 0}
      emptyText="No issue was estimated."
      rows={(data) => data.items.filter((item) => item.field === 'issue_story_points')}
      keyOf={(row) => String(row.value)}
      columns={[
        { key: 'points', head: 'Story points', cell: (row) => row.value ?? 'Not estimated' },
        ...figureColumns(),
      ]}
      csv={csv}
    >
      {(data) => (
        <Columns
          label="Issues by story points"
          color="var(--accent)"
          items={columnsOf(estimated(data))}
        />
      )}
    </ChartCard>
  )
}

function estimated(data: Distributions): DistributionItem[] {
  return data.items.filter((item) => item.field === 'issue_story_points' && item.value !== null)
}

/** A column for each value; the largest ones share the last where there are too many. */
function columnsOf(items: readonly DistributionItem[]) {
  const rest = items.length > MOST_COLUMNS ? items.slice(MOST_COLUMNS - 1) : []
  const shown = items.slice(0, items.length - rest.length).map((item) => ({
    key: String(item.value),
    label: `${item.value} points`,
    short: String(item.value),
    value: item.issues,
    part: item.unresolved,
  }))
  const [first] = rest
  if (!first) return shown
  return [
    ...shown,
    {
      key: 'rest',
      label: `${first.value} points or more`,
      short: `≥${first.value}`,
      value: rest.reduce((sum, item) => sum + item.issues, 0),
      part: rest.reduce((sum, item) => sum + item.unresolved, 0),
    },
  ]
}
