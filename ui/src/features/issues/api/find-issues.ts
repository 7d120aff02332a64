import { listIssuesOptions } from '@/api/@tanstack/react-query.gen'
import { IssueType } from '@/api/types.gen'

const FIELDS = ['issue_name', 'issue_summary', 'issue_type', 'issue_status']

/**
 * The options of a query for issues that a text finds, the best first, with little more than their
 * names, for pickers; without a text, the open epics of the projects.
 */
export function foundIssuesOptions(text: string, projects: readonly string[] = []) {
  return listIssuesOptions({
    query: {
      ...(text
        ? { q: text }
        : { issue_type: [String(IssueType.EPIC)], state: 'open', issue_project: [...projects] }),
      fields: FIELDS,
      per_page: 20,
    },
  })
}
