import { IssueStatus } from '@/api/types.gen'
import { labelOf, nameOf } from './labels'

/** How far the ring is filled. */
const PROGRESS: Readonly<Record<number, number>> = {
  [IssueStatus.OPEN]: 0,
  [IssueStatus.ASSIGNED]: 0.12,
  [IssueStatus.IN_PROGRESS]: 0.5,
  [IssueStatus.ON_HOLD]: 0.5,
  [IssueStatus.UNDER_REVIEW]: 0.78,
}

/** The token of a status' colour. */
export function statusColor(status: number): string {
  return `var(--status-${nameOf(IssueStatus, status).toLowerCase().replaceAll('_', '-')})`
}

/** A status as a progress ring; its name is read out, and shown on hover. */
export function StatusIcon({ status, size = 14 }: { status: number; size?: number }) {
  const label = labelOf(IssueStatus, status)
  const color = statusColor(status)
  const closed = status === IssueStatus.DONE || status === IssueStatus.RELEASED
  const circumference = 2 * Math.PI * 2.5
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
      {closed ? (
        <>
          <circle cx="7" cy="7" r="6.5" fill="currentColor" />
          {status === IssueStatus.DONE ? (
            <path d="M4 7.2 6.2 9.4 10.2 5" fill="none" stroke="var(--surface)" strokeWidth="1.6" />
          ) : (
            <path
              d="M7 10.4V4.2M4.4 6.6 7 4l2.6 2.6"
              fill="none"
              stroke="var(--surface)"
              strokeWidth="1.5"
            />
          )}
        </>
      ) : (
        <>
          <circle
            cx="7"
            cy="7"
            r="5.9"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeDasharray={status === IssueStatus.UNKNOWN ? '2 1.7' : undefined}
          />
          {status === IssueStatus.ON_HOLD ? (
            <path d="M5.4 4.6v4.8M8.6 4.6v4.8" stroke="currentColor" strokeWidth="1.7" />
          ) : (
            <circle
              cx="7"
              cy="7"
              r="2.5"
              fill="none"
              stroke="currentColor"
              strokeWidth="3.2"
              strokeDasharray={`${(PROGRESS[status] ?? 0) * circumference} ${circumference}`}
              transform="rotate(-90 7 7)"
            />
          )}
        </>
      )}
    </svg>
  )
}
