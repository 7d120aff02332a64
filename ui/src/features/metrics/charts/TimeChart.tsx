import { useMemo } from 'react'
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from 'recharts'
import classes from './TimeChart.module.css'

export interface ChartPart {
  name: string
  label: string
  /** A token, as `var(--status-done)`. */
  color: string
  dashed?: boolean
}

export interface ChartRow {
  /** What stands at the axis. */
  name: string
  /** What stands over the figures when one points at it. */
  title: string
  [part: string]: number | string | null
}

interface Props {
  kind: 'areas' | 'bars' | 'lines'
  /** What the chart tells, in a sentence, for who cannot see it. */
  label: string
  rows: readonly ChartRow[]
  parts: readonly ChartPart[]
  height: number
  format: (value: number) => string
  axis?: (value: number) => string
}

const CHARTS = { areas: AreaChart, bars: BarChart, lines: LineChart }
const TICK = { fill: 'var(--text-2)', fontSize: 12 }

/** Figures over time: areas on top of each other, bars side by side, or lines. */
export default function TimeChart(props: Props) {
  const { kind, label, rows, parts, height, format, axis } = props
  // Names at the axis may come twice, as the days of two years: what tells them apart is the place.
  const data = useMemo(() => rows.map((row, place) => ({ ...row, place })), [rows])
  const told = kind === 'areas' ? [...parts].reverse() : parts // as they lie on each other
  const Chart = CHARTS[kind]
  return (
    <div className={classes.root}>
      <ResponsiveContainer width="100%" height={height}>
        <Chart data={data} role="application" aria-label={label}>
          <CartesianGrid vertical={false} stroke="var(--border)" />
          <XAxis
            dataKey="place"
            height={28}
            minTickGap={24}
            tickMargin={10}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            interval="preserveStartEnd"
            tickFormatter={(place: number) => rows[place]?.name ?? ''}
          />
          <YAxis
            width={48}
            allowDecimals={false}
            tickMargin={8}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            tickFormatter={axis ?? ((value: number) => value.toLocaleString('en'))}
          />
          <Tooltip
            position={{ y: 0 }}
            isAnimationActive={false}
            cursor={kind === 'bars' ? { fill: 'var(--subtle)' } : { stroke: 'var(--border-input)' }}
            content={(pointed) => <Figures {...{ pointed, rows, parts: told, format }} />}
          />
          {parts.map((part) => markOf(kind, part))}
        </Chart>
      </ResponsiveContainer>
    </div>
  )
}

function markOf(kind: Props['kind'], { name, color, dashed }: ChartPart) {
  const shared = { dataKey: name, name, isAnimationActive: false }
  if (kind === 'bars')
    return <Bar key={name} {...shared} fill={color} radius={[2, 2, 0, 0]} maxBarSize={28} />
  if (kind === 'areas')
    return (
      <Area
        key={name}
        {...shared}
        type="linear"
        stackId="all"
        fill={color}
        fillOpacity={0.72}
        stroke={color}
        strokeWidth={1}
        activeDot={{ r: 3, strokeWidth: 0, fill: color }}
      />
    )
  return (
    <Line
      key={name}
      {...shared}
      type="linear"
      connectNulls
      stroke={color}
      strokeWidth={2}
      strokeDasharray={dashed ? '5 4' : undefined}
      dot={{ r: 2.5, strokeWidth: 0, fill: color, strokeDasharray: '0' }}
      activeDot={{ r: 4, strokeWidth: 0, fill: color }}
    />
  )
}

interface FiguresProps extends Pick<Props, 'rows' | 'parts' | 'format'> {
  pointed: Pick<TooltipContentProps, 'active' | 'label'>
}

/** The figures at the place that one points at. */
function Figures({ pointed, rows, parts, format }: FiguresProps) {
  const row = pointed.active ? rows[Number(pointed.label)] : undefined
  if (!row) return null
  return (
    <div className={classes.tooltip}>
      <div className={classes.title}>{row.title}</div>
      {parts.map(({ name, label, color }) => {
        const value = row[name]
        if (typeof value !== 'number') return null
        return (
          <div key={name} className={classes.figure}>
            <span className={classes.color} style={{ background: color }} />
            <span className={classes.name}>{label}</span>
            <span>{format(value)}</span>
          </div>
        )
      })}
    </div>
  )
}
