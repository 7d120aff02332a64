import { IssuePriority } from '@/api/types.gen'
import { labelOf, nameOf } from './labels'

/** A priority as bars, the highest as an alarm; its name is read out, and shown on hover. */
export function PriorityIcon({ priority, size = 14 }: { priority: number; size?: number }) {
  const label = `${labelOf(IssuePriority, priority)} priority`
  const color = `var(--priority-${nameOf(IssuePriority, priority).toLowerCase()})`
  const filled = priority === IssuePriority.UNKNOWN ? 0 : IssuePriority.LOWEST - priority
  return (
    <svg
      aria-label={label}
      width={size}
      height={size}
      viewBox="0 0 14 14"
      role="img"
      style={{ flex: 'none', color }}
    >
      <title>{label}</title>
      {priority === IssuePriority.HIGHEST ? (
        <>
          <rect x="0.5" y="0.5" width="13" height="13" rx="3" fill="currentColor" />
          <path d="M7 3.4v4.4" stroke="var(--surface)" strokeWidth="1.8" strokeLinecap="round" />
          <circle cx="7" cy="10.4" r="1.05" fill="var(--surface)" />
        </>
      ) : (
        [0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={1 + bar * 4.4}
            y={9 - bar * 3.4}
            width="3.2"
            height={4 + bar * 3.4}
            rx="1"
            fill="currentColor"
            opacity={bar < filled ? 1 : 0.28}
          />
        ))
      )}
    </svg>
  )
}
