import type { Problem } from '@/api/types.gen'

/** An answer of the API that is no success; `problem` is its body (RFC 9457). */
export class ApiError extends Error {
  readonly status: number
  readonly problem: Partial<Problem>
  /** Seconds after which the server says to try again. */
  readonly retryAfter: number | null

  constructor(status: number, problem: Partial<Problem>, retryAfter: number | null = null) {
    super(problem.detail || problem.title || `The server answered ${status}.`)
    this.name = 'ApiError'
    this.status = status
    this.problem = problem
    this.retryAfter = retryAfter
  }

  /** What is wrong with the input, by the field's name: `/issue_summary` → `issue_summary`. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {}
    for (const { pointer, detail } of this.problem.errors ?? []) {
      const name = pointer.replace(/^[/?]/, '').split('/')[0] || 'form'
      found[name] ??= detail
    }
    return found
  }
}

/** The server could not be reached at all. */
export class OfflineError extends Error {
  constructor() {
    super('The server cannot be reached. Check the connection and try again.')
    this.name = 'OfflineError'
  }
}

/** Turn whatever a request ended with into an error that can be shown. */
export function asError(error: unknown, response?: Response): Error {
  if (error instanceof Error && (error.name === 'AbortError' || error instanceof ApiError))
    return error
  if (!response) return new OfflineError()
  const retryAfter = Number(response.headers.get('retry-after')) || null
  const problem =
    typeof error === 'object' && error !== null ? (error as Partial<Problem>) : { status: 0 }
  return new ApiError(response.status, problem, retryAfter)
}

/** Whether asking again may help. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof OfflineError ||
    (error instanceof ApiError && [502, 503, 504].includes(error.status))
  )
}

/** Whether a part of the program could not be loaded, in the words of all browsers and of Vite. */
export function isMissingCode(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|module script failed|preload CSS/i.test(error.message)
  )
}

/** The sentence to show for an error. */
export function messageOf(error: unknown): string {
  if (isMissingCode(error)) return 'A part of the page is missing. Check the connection.'
  return error instanceof Error ? error.message : 'Something went wrong.'
}
