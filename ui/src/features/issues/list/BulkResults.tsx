import { Button, Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { BulkResult } from '@/api/types.gen'
import type { IssueRow } from '../api/list-issues'
import type { BulkOutcome } from '../api/update-issues'
import classes from './BulkResults.module.css'

interface Props {
  outcome: BulkOutcome
  /** The issues that were to be changed, for their summaries. */
  issues: readonly IssueRow[]
  onUndo: () => void
  onSelect: () => void
  onClose: () => void
}

/** What a bulk change did to each issue, when it did not change all of them. */
export function BulkResults({ outcome, issues, onUndo, onSelect, onClose }: Props) {
  const { changed, unchanged, refused, undo } = outcome
  const parts = [
    `${changed.length} changed`,
    ...(unchanged.length > 0 ? [`${unchanged.length} so already`] : []),
    `${refused.length} refused`,
  ]
  const summary = (ticket: string) =>
    issues.find((issue) => issue.issue_name === ticket)?.issue_summary
  return (
    <Modal opened onClose={onClose} title={parts.join(', ')} size="lg">
      <ul className={classes.results}>
        {refused.map((result) => (
          <li key={result.issue}>
            <Link to="/issues/$ticket" params={{ ticket: result.issue }} className={classes.ticket}>
              {result.issue}
            </Link>
            <span className={classes.summary}>{summary(result.issue)}</span>
            <span className={classes.reason}>{reasonOf(result)}</span>
          </li>
        ))}
      </ul>
      <div className={classes.actions}>
        {undo.length > 0 && (
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              onUndo()
              onClose()
            }}
          >
            Undo {changed.length}
          </Button>
        )}
        <Button
          variant="default"
          onClick={() => {
            onSelect()
            onClose()
          }}
        >
          Select the {refused.length} refused
        </Button>
        <Button onClick={onClose}>Close</Button>
      </div>
    </Modal>
  )
}

function reasonOf({ errors, detail }: BulkResult): string {
  return errors.map((error) => error.detail).join('. ') || detail || 'Refused'
}
