import { useMutation } from '@tanstack/react-query'
import { updateIssue } from '@/api/sdk.gen'
import type { IssueItem, IssueRead, IssueUpdate, ListEdit } from '@/api/types.gen'
import { queryClient } from '@/lib/query-client'
import { toastDone, toastError } from '@/lib/toast'
import { cachedIssue, invalidateAround, patchIssue, restore } from './cache'
import { staleOf, versionToRetry } from './stale'

interface Change {
  ticket: string
  changes: IssueUpdate
  /** The version that the change is based on: a newer one at the server makes it a 412. */
  ifMatch?: number
  /** What is said when it is done, with a way to take it back; nothing is said without. */
  said?: string
  /** It takes an earlier change back: what refuses it is said even if `ifMatch` was given. */
  undoing?: boolean
}

const MUTATION = ['updateIssue']

/** How many changes of an issue are on their way. */
function underway(ticket: string): number {
  return queryClient.isMutating({
    mutationKey: MUTATION,
    predicate: ({ state }) => (state.variables as Change | undefined)?.ticket === ticket,
  })
}

async function send(change: Change, tries = 3): Promise<IssueRead> {
  const { ticket, changes, ifMatch } = change
  try {
    const { data } = await updateIssue({
      path: { ticket },
      body: changes,
      headers: ifMatch === undefined ? undefined : { 'if-match': `"${ifMatch}"` },
      throwOnError: true,
    })
    return data
  } catch (error) {
    const version = tries > 1 ? versionToRetry(error, changes) : null
    if (version === null) throw error
    return send({ ...change, ifMatch: version }, tries - 1)
  }
}

/** The columns whose values the rules of an issue may change along with others. */
const TOGETHER = ['issue_status', 'issue_resolution', 'issue_assigned_to'] as const

function isEdit(value: unknown): value is ListEdit {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** The edit of a list that takes another one back, and leaves what others did to it meanwhile. */
function inverseEdit(before: readonly string[], { add = [], remove = [] }: ListEdit): ListEdit {
  return {
    add: remove.filter((item) => before.includes(item)),
    remove: add.filter((item) => !before.includes(item)),
  }
}

/**
 * The change that takes another one back; null where that cannot be written, or nothing was changed.
 * With the issue as it was `after` the change, what stayed as it was is left alone.
 */
export function inverseOf(
  before: IssueItem,
  changes: IssueUpdate,
  after?: IssueItem,
): IssueUpdate | null {
  const inverse: Record<string, unknown> = {}
  const touched = new Set<string>(Object.keys(changes))
  if (TOGETHER.some((name) => touched.has(name))) for (const name of TOGETHER) touched.add(name)
  for (const name of touched) {
    if (name === 'rank_before' || name === 'rank_after') return null
    const value = (before as Record<string, unknown>)[name]
    if (after && isSame(value, (after as Record<string, unknown>)[name])) continue
    if (value === undefined || value === 0) return null // UNKNOWN may be kept, but not written
    const change = (changes as Record<string, unknown>)[name]
    inverse[name] = isEdit(change) ? inverseEdit(value as string[], change) : value
  }
  return Object.keys(inverse).length > 0 ? (inverse as IssueUpdate) : null
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** What of a change can be shown before the server has answered. */
export function guessed(issue: IssueItem, changes: IssueUpdate): IssueItem {
  const shown: Record<string, unknown> = { ...issue }
  for (const [name, value] of Object.entries(changes)) {
    if (name.startsWith('rank_')) continue
    if (isEdit(value)) {
      const { add = [], remove = [] } = value
      const old = (shown[name] as string[] | undefined) ?? []
      shown[name] = [
        ...old.filter((item) => !remove.includes(item)),
        ...add.filter((item) => !old.includes(item)),
      ]
    } else shown[name] = value
  }
  return shown as IssueItem
}

/**
 * Change an issue: shown at once, put right by the answer, taken back if it is refused. Who gives
 * `ifMatch` deals with the refusal himself.
 *
 * With a `scope`, changes wait for one another, so that several quick ones arrive in their order.
 */
export function useUpdateIssue(scope?: string) {
  const mutation = useMutation({
    mutationKey: MUTATION,
    scope: scope === undefined ? undefined : { id: `update-${scope}` },
    mutationFn: (change: Change) => send(change),
    onMutate: ({ ticket, changes }) => {
      const was = cachedIssue(ticket)
      return { was, before: patchIssue(ticket, (issue) => guessed(issue, changes)) }
    },
    onError: (error, change, context) => {
      if (context) restore(context.before)
      if (change.ifMatch !== undefined && !change.undoing) return
      const retry = staleOf(error) ? undefined : () => mutation.mutate(change)
      toastError(`${change.ticket} was not changed`, error, retry)
    },
    onSuccess: (issue, { ticket, changes, ifMatch, said }, { was }) => {
      // What a later change has laid over it stays until that one is answered.
      const { version, updated_on } = issue
      const known = underway(ticket) > 1 ? { version, updated_on } : issue
      patchIssue(ticket, (item) => ({ ...item, ...known }))
      invalidateAround(ticket)
      if (!said) return
      const inverse = was && inverseOf(was, changes, issue)
      const undo = { ticket, ifMatch: ifMatch === undefined ? undefined : version, undoing: true }
      toastDone(said, inverse ? () => mutation.mutate({ ...undo, changes: inverse }) : undefined)
    },
  })
  return mutation
}
