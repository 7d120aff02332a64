import { refreshHistory } from '@/features/activity/api/list-issue-activity'
import { queryClient } from '@/lib/query-client'
import { issueOptions } from '../api/get-issue'
import { staleOf } from '../api/stale'
import { useUpdateIssue } from '../api/update-issue'
import { judge, type Refusal } from './conflict'

export type GuardedField = 'issue_summary' | 'issue_description' | 'issue_environment'

interface Save {
  text: string
  /** What the text was when the writing began, and the version of the issue that had it. */
  base: string
  version: number
}

const MOST_TRIES = 3

/**
 * Saves a text field only on top of the version that the writer knows. Returns null when it is
 * saved, else why not; after a conflict the page shows what is saved now.
 */
export function useGuardedSave(ticket: string, field: GuardedField, said: string) {
  const update = useUpdateIssue(ticket)
  const save = async (
    { text, base, version }: Save,
    tries = MOST_TRIES,
  ): Promise<Refusal | null> => {
    try {
      await update.mutateAsync({ ticket, changes: { [field]: text }, ifMatch: version, said })
      return null
    } catch (error) {
      const refusal = judge(error, field, base, text)
      if (refusal.kind === 'again' && tries > 1)
        return save({ text, base, version: refusal.version }, tries - 1)
      if (staleOf(error))
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: issueOptions(ticket).queryKey }),
          refreshHistory(ticket),
        ])
      return refusal.kind === 'same' ? null : refusal
    }
  }
  return save
}
