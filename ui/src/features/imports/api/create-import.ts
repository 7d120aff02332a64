import type { ImportRead } from '@/api/types.gen'
import { sessionOptions } from '@/features/auth/api/validate-token'
import { basePath } from '@/lib/base-path'
import { asError } from '@/lib/problem'
import { queryClient } from '@/lib/query-client'

export interface ImportOptions {
  /** Key of the project for rows that name none. */
  project: string | null
  strict: boolean
  dryRun: boolean
}

/** How much of an upload has been sent, in bytes. */
export interface Sent {
  loaded: number
  total: number
}

/**
 * Upload a file to import. By XMLHttpRequest: `fetch` does not tell how much it has sent.
 *
 * @param signal breaks the upload off; it then fails with an AbortError.
 */
export function createImport(
  file: File,
  options: ImportOptions,
  onSent: (sent: Sent) => void,
  signal: AbortSignal,
): Promise<ImportRead> {
  return new Promise((resolve, reject) => {
    const form = new FormData()
    // The fields come first: the server reads the file as it arrives.
    if (options.project) form.set('project', options.project)
    form.set('strict', String(options.strict))
    form.set('dry_run', String(options.dryRun))
    form.set('file', file)
    const request = new XMLHttpRequest()
    request.open('POST', `${basePath}/api/imports`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onSent({ loaded, total })
    request.onload = () => {
      if (request.status === 202) {
        resolve(request.response as ImportRead)
        return
      }
      if (request.status === 401) queryClient.refetchQueries({ queryKey: sessionOptions.queryKey })
      const headers = new Headers()
      const retryAfter = request.getResponseHeader('retry-after')
      if (retryAfter) headers.set('retry-after', retryAfter)
      reject(asError(request.response, new Response(null, { status: request.status, headers })))
    }
    request.onerror = () => reject(asError(undefined))
    request.onabort = () => reject(new DOMException('The upload was broken off.', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}
