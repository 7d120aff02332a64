import { type IssueCreate, IssuePriority, IssueStatus, IssueType } from '@/api/types.gen'
import type { EnumObject } from '@/features/enumerations/labels'
import type { CreateValues } from '@/lib/overlay'

/** What the form of a new issue holds. */
export interface FormValues {
  /** Key of a project; empty while none is chosen. */
  project: string
  type: IssueType
  summary: string
  description: string
  status: IssueStatus
  priority: IssuePriority
  assignee: string | null
  labels: string[]
  components: string[]
  versions: string[]
  points: number | null
  /** Ticket of the epic or parent. */
  parent: string | null
}

export const EMPTY: FormValues = {
  project: '',
  type: IssueType.TASK,
  summary: '',
  description: '',
  status: IssueStatus.OPEN,
  priority: IssuePriority.MEDIUM,
  assignee: null,
  labels: [],
  components: [],
  versions: [],
  points: null,
  parent: null,
}

/** The field of the form for each of the API's, to show its complaints there. */
const FIELD_OF: Readonly<Record<string, keyof FormValues>> = {
  issue_project: 'project',
  issue_type: 'type',
  issue_summary: 'summary',
  issue_description: 'description',
  issue_status: 'status',
  issue_priority: 'priority',
  issue_assigned_to: 'assignee',
  labels: 'labels',
  components: 'components',
  issue_fixed_versions: 'versions',
  issue_story_points: 'points',
  issue_parent: 'parent',
}

/** A value of an enum by its name in any case, or by its integer. */
function enumOf<T extends EnumObject>(values: T, text: string | undefined): T[keyof T] | undefined {
  if (!text) return undefined
  const value = values[text.toUpperCase()] ?? Object.values(values).find((one) => `${one}` === text)
  return value ? (value as T[keyof T]) : undefined // UNKNOWN cannot be written
}

/** What an address or a button gives to begin with; what it says wrongly is left out. */
export function valuesFrom(given: CreateValues): Partial<FormValues> {
  const found: Partial<FormValues> = {
    project: given.project?.toUpperCase(),
    type: enumOf(IssueType, given.type),
    status: enumOf(IssueStatus, given.status),
    priority: enumOf(IssuePriority, given.priority),
    assignee: given.assignee,
    labels: given.label ? [given.label] : undefined,
    parent: given.parent?.toUpperCase(),
    summary: given.summary,
  }
  const said = Object.entries(found).filter(([, value]) => value !== undefined)
  return withRules(Object.fromEntries(said) as Partial<FormValues>)
}

/** Who is assigned to makes an OPEN issue ASSIGNED. */
function withRules(values: Partial<FormValues>): Partial<FormValues> {
  const open = values.status === undefined || values.status === IssueStatus.OPEN
  return values.assignee && open ? { ...values, status: IssueStatus.ASSIGNED } : values
}

/** The values after someone, or no one, was chosen: the status follows, as it will at the server. */
export function withAssignee(values: FormValues, assignee: string | null): FormValues {
  const { OPEN, ASSIGNED } = IssueStatus
  const status =
    assignee && values.status === OPEN
      ? ASSIGNED
      : !assignee && values.status === ASSIGNED
        ? OPEN
        : values.status
  return { ...values, assignee, status }
}

/** The values after a status was chosen: an OPEN issue is no one's. */
export function withStatus(values: FormValues, status: IssueStatus): FormValues {
  return { ...values, status, assignee: status === IssueStatus.OPEN ? null : values.assignee }
}

/** Names belong to a project: those that were chosen for another one are let go. */
export function withProject(values: FormValues, project: string): FormValues {
  if (project === values.project) return values
  return { ...values, project, components: [], versions: [] }
}

/** A draft that is taken up again; what is given now goes before what was chosen then. */
export function resumed(
  usual: FormValues,
  draft: FormValues | null,
  given: Partial<FormValues>,
): FormValues {
  if (!draft) return usual
  const values = { ...draft, project: draft.project || usual.project, ...given }
  if (given.status === undefined) return withAssignee(values, values.assignee)
  return given.assignee ? values : withStatus(values, given.status)
}

/** What can be seen to be wrong without the server. */
export function faultsOf(values: FormValues): Partial<Record<keyof FormValues, string>> {
  const faults: Partial<Record<keyof FormValues, string>> = {}
  if (!values.project) faults.project = 'Choose a project'
  if (!values.summary.trim()) faults.summary = 'Say in one line what it is about'
  if (values.status === IssueStatus.ASSIGNED && !values.assignee)
    faults.assignee = 'Choose who is assigned, or another status'
  return faults
}

/** The API's complaints by the form's fields; what belongs to none of them is under `form`. */
export function faultsFrom(fields: Readonly<Record<string, string>>): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const [name, detail] of Object.entries(fields)) faults[FIELD_OF[name] ?? 'form'] ??= detail
  return faults
}

/** The request for what the form holds. */
export function toIssue(values: FormValues): IssueCreate {
  return {
    issue_project: values.project,
    issue_type: values.type,
    issue_summary: values.summary.trim().replace(/\s+/g, ' '),
    issue_status: values.status,
    issue_priority: values.priority,
    ...(values.description.trim() && { issue_description: values.description }),
    ...(values.assignee && { issue_assigned_to: values.assignee }),
    ...(values.labels.length > 0 && { labels: values.labels }),
    ...(values.components.length > 0 && { components: values.components }),
    ...(values.versions.length > 0 && { issue_fixed_versions: values.versions }),
    ...(values.points !== null && { issue_story_points: values.points }),
    ...(values.parent && { issue_parent: values.parent }),
  }
}

/** What the next of several issues begins with: the same, but for what makes it this one. */
export function nextAfter(values: FormValues): FormValues {
  return { ...values, summary: '', description: '', points: null }
}

/** Words that say nothing of what an issue is about. */
const COMMON = new Set(
  'a an and are as at be by can cannot do does for from has have if in into is it its not of on or our should so than that the their then there they this to was we when where which will with you your'.split(
    ' ',
  ),
)
const MOST_WORDS = 2

/**
 * The words of a summary by which similar issues are looked for: the longest ones, since all of them
 * have to be in an issue, and a whole sentence never is in another one.
 */
export function tellingWords(summary: string): string {
  const words = [...new Set(summary.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])].filter(
    (word) => !COMMON.has(word),
  )
  const longest = [...words].sort((a, b) => b.length - a.length).slice(0, MOST_WORDS)
  return words.filter((word) => longest.includes(word)).join(' ')
}
