import classes from './Meter.module.css'

interface Props {
  /** How many of all are done. */
  done: number
  of: number
}

/** How far something has come, as a bar with its percentage; a dash where there is nothing to do. */
export function Meter({ done, of }: Props) {
  if (of === 0) return <span className={classes.none}>–</span>
  const percent = Math.floor((100 * done) / of) // what is open yet is never "100 %"
  return (
    <span
      className={classes.meter}
      title={`${done.toLocaleString('en')} of ${of.toLocaleString('en')}`}
    >
      <span className={classes.track} aria-hidden>
        <span className={classes.done} style={{ width: `${percent}%` }} />
      </span>
      <span className={classes.percent}>{percent} %</span>
    </span>
  )
}
