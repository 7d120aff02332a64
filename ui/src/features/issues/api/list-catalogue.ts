import { queryOptions } from '@tanstack/react-query'
import { listComponents, listLabels, listVersions } from '@/api/sdk.gen'

export type Catalogue = 'label' | 'component' | 'version'

const PER_PAGE = 50

/** The options of a query for the names in a catalogue that begin with a text, each once. */
export function catalogueOptions(catalogue: Catalogue, text: string, projects: readonly string[]) {
  const query = { q: text || undefined, issue_project: [...projects], per_page: PER_PAGE }
  return queryOptions({
    queryKey: ['catalogue', catalogue, text, ...projects],
    queryFn: async ({ signal }): Promise<string[]> => {
      const names = await namesOf(catalogue, query, signal)
      return [...new Set(names)] // each project has a catalogue of its own
    },
  })
}

type Query = NonNullable<Parameters<typeof listLabels>[0]>['query']

async function namesOf(catalogue: Catalogue, query: Query, signal: AbortSignal): Promise<string[]> {
  const options = { query, signal, throwOnError: true } as const
  if (catalogue === 'label')
    return (await listLabels(options)).data.items.map((item) => item.label_name)
  if (catalogue === 'component')
    return (await listComponents(options)).data.items.map((item) => item.component_name)
  return (await listVersions(options)).data.items.map((item) => item.version_name)
}
