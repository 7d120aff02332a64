import { Skeleton } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight, IconMinus } from '@tabler/icons-react'
import type { Summary } from '@/api/types.gen'
import { ErrorState } from '@/components/ErrorState'
import type { Asked } from './ChartCard'
import { count, deltaOf, length, rate } from './figures'
import classes from './Tiles.module.css'

type Name = Exclude<keyof Summary, 'from' | 'to' | 'previous_from' | 'dashboards'>

interface Tile {
  name: Name
  label: string
  /** What it means when the figure grows. */
  upIs: 'better' | 'worse' | null
  text: (value: number | null) => string
  explanation: string
}

const plain = (value: number | null) => (value === null ? '–' : count(value))

const TILES: readonly Tile[] = [
  {
    name: 'created',
    label: 'Created',
    upIs: null,
    text: plain,
    explanation: 'Issues created in the period',
  },
  {
    name: 'resolved',
    label: 'Resolved',
    upIs: 'better',
    text: plain,
    explanation: 'Issues resolved in the period that still are',
  },
  {
    name: 'throughput',
    label: 'Resolved a week',
    upIs: 'better',
    text: (value) => (value === null ? '–' : rate(value)),
    explanation: 'Issues resolved a week, in the mean of the period',
  },
  {
    name: 'open',
    label: 'Open at the end',
    upIs: 'worse',
    text: plain,
    explanation: 'Issues neither done nor released when the period ends',
  },
  {
    name: 'unresolved_age',
    label: 'Age of open issues',
    upIs: 'worse',
    text: length,
    explanation: 'Half of the open issues are younger than this when the period ends',
  },
  {
    name: 'lead_time',
    label: 'Lead time',
    upIs: 'worse',
    text: length,
    explanation: 'Half of the resolved issues took less from creation to resolution',
  },
  {
    name: 'cycle_time',
    label: 'Cycle time',
    upIs: 'worse',
    text: length,
    explanation: 'Half of the resolved issues took less from their first time in progress on',
  },
]

/** The figures of the period, each beside that of the period before, which is as long. */
export function Tiles({ asked, days }: { asked: Asked<Summary>; days: number }) {
  const { data, error, refetch } = asked
  if (error && (!data || asked.isPlaceholderData))
    return (
      <div className={classes.failure}>
        <ErrorState error={error} onRetry={refetch} />
      </div>
    )
  return (
    <dl className={classes.tiles} data-stale={(data && asked.isPlaceholderData) || undefined}>
      {TILES.map((tile) => (
        <div key={tile.name} className={classes.tile} title={tile.explanation}>
          <dt className={classes.label}>{tile.label}</dt>
          <dd className={classes.value}>
            {data ? tile.text(data[tile.name].value) : <Skeleton height={24} width={64} my={3} />}
          </dd>
          <dd className={classes.delta}>
            {data ? (
              <Change tile={tile} {...data[tile.name]} days={days} />
            ) : (
              <Skeleton height={10} width={90} my={4} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const ICONS = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconMinus }
const WORDS = { up: 'more', down: 'less', same: 'as before' }

interface ChangeProps {
  tile: Tile
  value: number | null
  previous: number | null
  days: number
}

function Change({ tile, value, previous, days }: ChangeProps) {
  const delta = deltaOf(value, previous, tile.upIs)
  if (!delta) return <span className={classes.before}>nothing to compare</span>
  const Icon = ICONS[delta.direction]
  const before = `${tile.text(previous)} in the ${days === 1 ? 'day' : `${days} days`} before`
  return (
    <span className={classes.change} title={before}>
      <span className={classes.verdict} data-verdict={delta.verdict ?? undefined}>
        <Icon size={13} stroke={2} aria-hidden />
        {delta.direction === 'same' ? WORDS.same : `${delta.amount} ${WORDS[delta.direction]}`}
        {delta.verdict && ` · ${delta.verdict}`}
      </span>
      <span className={classes.before}>was {tile.text(previous)}</span>
    </span>
  )
}
