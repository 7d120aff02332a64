import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { usePage } from '@/lib/page'
import { useSummary } from '../api/get-summary'
import { AgeingCard } from '../cards/AgeingCard'
import { CreatedResolvedCard } from '../cards/CreatedResolvedCard'
import { CumulativeFlowCard } from '../cards/CumulativeFlowCard'
import { CycleTimeCard } from '../cards/CycleTimeCard'
import { DistributionCards } from '../cards/DistributionCards'
import { LeadTimeCard } from '../cards/LeadTimeCard'
import { ThroughputCard } from '../cards/ThroughputCard'
import { WorkloadCard } from '../cards/WorkloadCard'
import { Dashboards } from '../Dashboards'
import { type Period, projectsOf, queryOf, readPeriod, seriesOf, writePeriod } from '../period'
import { Tiles } from '../Tiles'
import { Toolbar } from '../Toolbar'
import classes from './MetricsPage.module.css'

/** Figures about the work: what happened in a time, and how things stand now. */
export function MetricsPage() {
  usePage([{ label: 'Metrics' }])
  const search = useSearch({ from: '/shell/metrics' })
  const navigate = useNavigate({ from: '/metrics' })
  const period = useMemo(() => readPeriod(search), [search])
  const query = useMemo(() => queryOf(period), [period])
  const series = useMemo(() => seriesOf(period), [period])
  const { project } = useMemo(() => projectsOf(period), [period])
  const summary = useSummary(query)
  const change = (changed: Period) => navigate({ search: writePeriod(changed), resetScroll: false })
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1 className={classes.title}>Metrics</h1>
        <Toolbar period={period} onChange={change} />
      </header>
      <section aria-labelledby="over-time">
        <h2 id="over-time" className={classes.heading}>
          Over time
          <span className={classes.hint}>{spanText(period)}</span>
        </h2>
        <Tiles asked={summary} days={period.days} />
        <div className={classes.grid}>
          <CumulativeFlowCard query={series} />
          <CreatedResolvedCard query={series} />
          <ThroughputCard query={series} />
          <CycleTimeCard query={series} />
          <LeadTimeCard query={series} />
        </div>
      </section>
      <section aria-labelledby="now">
        <h2 id="now" className={classes.heading}>
          As things stand now
          <span className={classes.hint}>whatever the period</span>
        </h2>
        <div className={classes.grid}>
          <AgeingCard project={project} />
        </div>
        <div className={classes.thirds}>
          <DistributionCards project={project} />
        </div>
        <div className={classes.grid}>
          <WorkloadCard project={project} />
        </div>
      </section>
      {summary.data?.dashboards && <Dashboards path={summary.data.dashboards} />}
    </div>
  )
}

function spanText(period: Period): string {
  return `${period.days === 1 ? '1 day' : `${period.days} days`}, by ${period.interval}, beside as many before`
}
