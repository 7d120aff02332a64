import {
  ActivityType,
  ImportStatus,
  IssuePriority,
  IssueResolution,
  IssueStatus,
  IssueType,
  LinkKind,
  MemberRole,
  ProjectVisibility,
  TokenScope,
  UserType,
} from '@/api/types.gen'

/** An enum of the generated client: names and their integers. */
export type EnumObject = Readonly<Record<string, number>>

/** "IN_PROGRESS" → "In progress"; what the API's own names leave unclear has a text of its own. */
const TEXTS: Readonly<Record<string, string>> = {
  WONT_FIX: "Won't fix",
  OVERCOME_BY_EVENTS: 'Overcome by events',
}

/** The name of an enum's value as the API writes it, as `IN_PROGRESS`. */
export function nameOf(values: EnumObject, value: number): string {
  return Object.keys(values).find((name) => values[name] === value) ?? 'UNKNOWN'
}

/** The words that people read for a name of the API, as "In progress". */
export function wordsOf(name: string): string {
  return TEXTS[name] ?? name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ')
}

/** The words that people read for an enum's value. */
export function labelOf(values: EnumObject, value: number): string {
  return wordsOf(nameOf(values, value))
}

/** The values that may be written: all but UNKNOWN, in their order. */
export function choicesOf<T extends EnumObject>(values: T): T[keyof T][] {
  return Object.values(values).filter((value) => value !== 0) as T[keyof T][]
}

/** Statuses that count as closed. */
export const CLOSED: readonly number[] = [IssueStatus.DONE, IssueStatus.RELEASED]

/** The enum behind each column that holds one. */
export const ENUM_OF_COLUMN: Readonly<Record<string, EnumObject>> = {
  issue_type: IssueType,
  issue_status: IssueStatus,
  issue_priority: IssuePriority,
  issue_resolution: IssueResolution,
  activity_type: ActivityType,
  user_type: UserType,
  project_visibility: ProjectVisibility,
  member_role: MemberRole,
  kind: LinkKind,
  scope: TokenScope,
  import_status: ImportStatus,
}

/** What each column of an issue is called. */
export const COLUMN_NAMES: Readonly<Record<string, string>> = {
  issue_name: 'Issue',
  issue_project: 'Project',
  issue_type: 'Type',
  issue_priority: 'Priority',
  issue_story_points: 'Story points',
  issue_summary: 'Summary',
  issue_description: 'Description',
  issue_status: 'Status',
  issue_resolution: 'Resolution',
  issue_affected_version: 'Affected version',
  issue_affected_versions: 'Affected versions',
  issue_fixed_version: 'Fix version',
  issue_fixed_versions: 'Fix versions',
  issue_sprints: 'Sprints',
  issue_sprint: 'Sprint',
  issue_assigned_to: 'Assignee',
  issue_parent: 'Parent',
  issue_environment: 'Environment',
  issue_rank: 'Rank',
  created_by: 'Reporter',
  created_on: 'Created',
  updated_on: 'Updated',
  resolved_on: 'Resolved',
  labels: 'Labels',
  label: 'Label',
  components: 'Components',
  component: 'Component',
  links: 'Links',
  version: 'Version',
}
