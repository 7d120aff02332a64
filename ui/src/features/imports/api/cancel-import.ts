import { useMutation } from '@tanstack/react-query'
import { getImportQueryKey } from '@/api/@tanstack/react-query.gen'
import { cancelImport } from '@/api/sdk.gen'
import { queryClient } from '@/lib/query-client'
import { toastError } from '@/lib/toast'
import { renewImports } from './list-imports'

/** End a job: at once if it waits, else behind the issues that it is writing. */
export function useCancelImport() {
  const mutation = useMutation({
    mutationFn: (id: number) => cancelImport({ path: { job_id: id }, throwOnError: true }),
    onError: (error, id) =>
      toastError('The import was not cancelled', error, () => mutation.mutate(id)),
    onSettled: (_data, _error, id) => {
      queryClient.invalidateQueries({ queryKey: getImportQueryKey({ path: { job_id: id } }) })
      renewImports()
    },
  })
  return mutation
}
