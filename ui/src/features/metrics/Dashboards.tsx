import { Button, useComputedColorScheme } from '@mantine/core'
import { IconChartDots3, IconExternalLink } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './Dashboards.module.css'
import { dashboardSrc } from './dashboard-src'

/** Grafana's dashboards, on the same page for administrators; loaded when they are asked for. */
export function Dashboards({ path }: { path: string }) {
  const [opened, setOpened] = useState(false)
  const theme = useComputedColorScheme('light')
  return (
    <section aria-labelledby="dashboards" className={classes.section}>
      <div className={classes.head}>
        <div>
          <h2 id="dashboards" className={classes.title}>
            Grafana dashboards
          </h2>
          <p className={classes.text}>
            The tracker's own health, and any chart that you add there.
          </p>
        </div>
        <Button
          variant="default"
          leftSection={<IconChartDots3 size={15} stroke={1.7} />}
          aria-expanded={opened}
          aria-controls={opened ? 'grafana' : undefined}
          onClick={() => setOpened(!opened)}
        >
          {opened ? 'Hide the dashboards' : 'Show the dashboards'}
        </Button>
        <Button
          component="a"
          href={path}
          variant="subtle"
          color="gray"
          leftSection={<IconExternalLink size={15} stroke={1.7} />}
        >
          Open Grafana
        </Button>
      </div>
      {opened && (
        <iframe
          id="grafana"
          key={theme}
          title="Grafana dashboards"
          src={dashboardSrc(path, theme)}
          loading="lazy"
          className={classes.frame}
        />
      )}
    </section>
  )
}
