import { useMutation } from '@tanstack/react-query'
import { updateIssues } from '@/api/sdk.gen'
import type { BulkResult, IssueItem, IssueUpdate } from '@/api/types.gen'
import { queryClient } from '@/lib/query-client'
import {
  cachedIssue,
  invalidateAround,
  isAnswerOf,
  patchIssue,
  patchIssues,
  restore,
} from './cache'
import { guessed, inverseOf } from './update-issue'

/** One change for many issues. */
export interface BulkEdit {
  issues: string[]
  changes: IssueUpdate
}

export interface BulkOutcome {
  changed: BulkResult[]
  unchanged: BulkResult[]
  refused: BulkResult[]
  /** What takes it back, where that can be written. */
  undo: BulkEdit[]
}

/** The edits that take changes back: issues that go back to the same state share one. */
export function inverseEdits(
  results: readonly BulkResult[],
  before: ReadonlyMap<string, IssueItem>,
  changes: IssueUpdate,
): BulkEdit[] {
  const edits = new Map<string, BulkEdit>()
  for (const { issue, item, changed } of results) {
    const was = before.get(issue)
    const inverse = changed && was && item ? inverseOf(was, changes, item) : null
    if (!inverse) continue
    const key = JSON.stringify(inverse)
    const edit = edits.get(key) ?? { issues: [], changes: inverse }
    edit.issues.push(issue)
    edits.set(key, edit)
  }
  return [...edits.values()]
}

/** What became of the issues of an edit. */
export function outcomeOf(
  results: readonly BulkResult[],
  before: ReadonlyMap<string, IssueItem>,
  changes: IssueUpdate,
): BulkOutcome {
  const refused = results.filter((result) => result.item === null)
  const changed = results.filter((result) => result.changed)
  const unchanged = results.filter((result) => result.item !== null && !result.changed)
  return { changed, unchanged, refused, undo: inverseEdits(changed, before, changes) }
}

function takeIn({ issue, item }: BulkResult, before: ReadonlyMap<string, IssueItem>): void {
  const now = item ?? before.get(issue)
  if (now) patchIssue(issue, (known) => ({ ...known, ...now }))
}

/**
 * Change many issues: shown at once, put right by the answer. An issue that was refused goes back to
 * what it was while the others are changed; the outcome says so.
 */
export function useUpdateIssues() {
  return useMutation({
    mutationFn: async ({ issues, changes }: BulkEdit) => {
      const { data } = await updateIssues({ body: { issues, changes }, throwOnError: true })
      return data.results
    },
    onMutate: ({ issues, changes }) => {
      const was = new Map<string, IssueItem>()
      for (const ticket of issues) {
        const known = cachedIssue(ticket)
        if (known) was.set(ticket, known)
      }
      return { was, before: patchIssues(new Set(issues), (issue) => guessed(issue, changes)) }
    },
    onError: (_error, _edit, context) => {
      if (context) restore(context.before)
    },
    onSuccess: (results, { issues }, { was }) => {
      for (const result of results) takeIn(result, was)
      invalidateAround(...issues)
    },
  })
}

/** Take a bulk change back. What cannot be taken back is asked for anew, and said by the error. */
export async function undoEdits(edits: readonly BulkEdit[]): Promise<void> {
  try {
    for (const { issues, changes } of edits) {
      const { data } = await updateIssues({ body: { issues, changes }, throwOnError: true })
      for (const result of data.results) takeIn(result, new Map())
      const refused = data.results.find((result) => result.item === null)
      if (refused) throw new Error(`${refused.issue}: ${refused.detail}`)
    }
  } finally {
    invalidateAround(...edits.flatMap((edit) => edit.issues))
    queryClient.invalidateQueries({ predicate: isAnswerOf('listIssues') })
  }
}
