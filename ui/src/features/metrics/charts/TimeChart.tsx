import '@mantine/charts/styles.css'
import { AreaChart, BarChart, LineChart } from '@mantine/charts'
import { useMemo } from 'react'
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

/** Figures over time: areas on top of each other, bars side by side, or lines. */
export default function TimeChart(props: Props) {
  const { kind, label, rows, parts, height, format, axis } = props
  const titles = useMemo(() => new Map(rows.map((row, place) => [`${place}`, row.title])), [rows])
  // Names at the axis may come twice, as the days of two years: what tells them apart is the place.
  const data = useMemo(() => rows.map((row, place) => ({ ...row, place: `${place}` })), [rows])
  const named = (place: unknown) => rows[Number(place)]?.name ?? ''
  const series = parts.map((part) => ({
    name: part.name,
    label: part.label,
    color: part.color,
    ...(part.dashed ? { strokeDasharray: '5 4' } : {}),
  }))
  const shared = {
    h: height,
    data,
    dataKey: 'place',
    series,
    classNames: { root: classes.root, tooltip: classes.tooltip },
    strokeDasharray: '0',
    tickLine: 'none' as const,
    valueFormatter: format,
    xAxisProps: { tickFormatter: named, minTickGap: 24, tickMargin: 2, height: 28 },
    yAxisProps: {
      width: 40,
      allowDecimals: false,
      tickFormatter: axis ?? ((value: number) => value.toLocaleString('en')),
    },
    tooltipProps: {
      labelFormatter: (place: unknown) => titles.get(`${place}`) ?? '',
      isAnimationActive: false,
    },
    textColor: 'var(--text-2)',
    gridColor: 'var(--border)',
  }
  const still = { isAnimationActive: false }
  const described = { 'aria-label': label, role: 'application' }
  if (kind === 'areas')
    return (
      <AreaChart
        {...shared}
        type="stacked"
        withDots={false}
        curveType="linear"
        fillOpacity={0.72}
        strokeWidth={1}
        areaProps={still}
        areaChartProps={described}
      />
    )
  if (kind === 'bars')
    return (
      <BarChart
        {...shared}
        barProps={{ ...still, radius: 2 }}
        maxBarWidth={28}
        barChartProps={described}
      />
    )
  return (
    <LineChart
      {...shared}
      curveType="linear"
      connectNulls
      dotProps={{ r: 2.5, strokeWidth: 0 }}
      activeDotProps={{ r: 4, strokeWidth: 0 }}
      lineProps={still}
      lineChartProps={described}
    />
  )
}
