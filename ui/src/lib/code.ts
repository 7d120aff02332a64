import { basePath } from './base-path'
import { OfflineError } from './problem'

/**
 * Loads a part of the program. Where that fails it says why: the server is out of reach, or, as
 * after an update of the server, the part is gone, which the router answers by loading anew.
 */
export async function loadCode<T>(get: () => Promise<T>): Promise<T> {
  try {
    return await get()
  } catch {
    const isReachable = await fetch(`${basePath}/`, { method: 'HEAD', cache: 'no-store' }).then(
      () => true,
      () => false,
    )
    if (!isReachable) throw new OfflineError()
    throw new TypeError('Failed to fetch dynamically imported module') // the router knows it so
  }
}
