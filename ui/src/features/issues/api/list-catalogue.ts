import { queryOptions } from '@tanstack/react-query'
import { listComponents, listIssueGroups, listLabels, listVersions } from '@/api/sdk.gen'

export type Catalogue = 'label' | 'component' | 'version' | 'sprint'

const PER_PAGE = 50

/** The options of a query for the names in a catalogue that begin with a text, each once. */
export function catalogueOptions(catalogue: Catalogue, text: string, projects: readonly string[]) {
  const query = { q: text || undefined, issue_project: [...projects], per_page: PER_PAGE }
  return queryOptions({
    queryKey: ['catalogue', catalogue, catalogue === 'sprint' ? '' : text, ...projects],
    queryFn: async ({ signal }): Promise<string[]> => {
      if (catalogue === 'sprint') return sprintsOf(projects, signal)
      const names = await namesOf(catalogue, query, signal)
      return [...new Set(names)] // each project has a catalogue of its own
    },
  })
}

/** Sprints have no catalogue: they are what the projects' issues are in, the fullest first. */
async function sprintsOf(projects: readonly string[], signal: AbortSignal): Promise<string[]> {
  const { data } = await listIssueGroups({
    query: { issue_project: [...projects], group_by: 'issue_sprint', per_page: 200 },
    signal,
    throwOnError: true,
  })
  return data.items.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
}

type Query = NonNullable<Parameters<typeof listLabels>[0]>['query']

async function namesOf(
  catalogue: Exclude<Catalogue, 'sprint'>,
  query: Query,
  signal: AbortSignal,
): Promise<string[]> {
  const options = { query, signal, throwOnError: true } as const
  if (catalogue === 'label')
    return (await listLabels(options)).data.items.map((item) => item.label_name)
  if (catalogue === 'component')
    return (await listComponents(options)).data.items.map((item) => item.component_name)
  return (await listVersions(options)).data.items.map((item) => item.version_name)
}
