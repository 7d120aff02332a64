import { useDebouncedValue } from '@mantine/hooks'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { basePath } from '@/lib/base-path'
import { useMatchingIssues } from '../api/match-issues'
import classes from './IssueForm.module.css'
import { tellingWords } from './values'

const PAUSE_MS = 300
const MOST = 4

/** Open issues with the same words, so that nobody writes what is there already. */
export function SimilarIssues({ summary }: { summary: string }) {
  const [words] = useDebouncedValue(tellingWords(summary), PAUSE_MS)
  const { data, isPlaceholderData } = useMatchingIssues(words, { state: 'open', most: MOST })
  const found = words ? (data?.items ?? []) : []
  return (
    <div role="status" className={classes.similarPlace}>
      {found.length > 0 && (
        <section
          className={classes.similar}
          aria-label="Similar open issues"
          data-old={isPlaceholderData || undefined}
        >
          <p className={classes.similarTitle}>Similar open issues</p>
          <ul>
            {found.map((issue) => (
              <li key={issue.issue_name}>
                <a
                  href={`${basePath}/issues/${issue.issue_name}`}
                  target="_blank"
                  rel="noopener"
                  title={`${issue.issue_name}: ${issue.issue_summary} (opens in a new tab)`}
                >
                  <StatusIcon status={issue.issue_status} />
                  <span className={classes.ticket}>{issue.issue_name}</span>
                  <span className={classes.similarSummary}>{issue.issue_summary}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
