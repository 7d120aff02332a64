import classes from './ProjectBadge.module.css'

const HUES = [225, 265, 300, 340, 20, 45, 95, 150, 185]

/** A project's key as a small badge, in a hue that is always its own. */
export function ProjectBadge({ projectKey }: { projectKey: string }) {
  let sum = 0
  for (const sign of projectKey) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9973
  return (
    <span
      className={classes.badge}
      style={{ '--hue': HUES[sum % HUES.length] } as React.CSSProperties}
    >
      {projectKey}
    </span>
  )
}
