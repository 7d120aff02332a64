import { useSyncExternalStore } from 'react'
import type { ImportRead } from '@/api/types.gen'
import { createImport, type ImportOptions, type Sent } from './api/create-import'

/** A file on its way to the server; it goes on while one looks at other pages. */
export interface Upload extends Sent {
  file: File
  options: ImportOptions
}

let upload: Upload | null = null
let controller: AbortController | null = null
const listeners = new Set<() => void>()

function change(next: Upload | null): void {
  upload = next
  for (const listener of listeners) listener()
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault() // the browser asks whether to leave: the upload would be lost
}

/** Send a file; one at a time. */
export async function startUpload(file: File, options: ImportOptions): Promise<ImportRead> {
  if (upload) throw new Error('Another file is being uploaded.')
  controller = new AbortController()
  change({ file, options, loaded: 0, total: file.size })
  window.addEventListener('beforeunload', warn)
  try {
    return await createImport(
      file,
      options,
      (sent) => upload && change({ ...upload, ...sent }),
      controller.signal,
    )
  } finally {
    window.removeEventListener('beforeunload', warn)
    controller = null
    change(null)
  }
}

/** Break the upload off. */
export function stopUpload(): void {
  controller?.abort()
}

/** The upload that is under way, if there is one. */
export function useUpload(): Upload | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => upload,
  )
}
