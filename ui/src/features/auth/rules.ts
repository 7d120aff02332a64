/** What is wrong with a new username, by the API's own rule; null if nothing. */
export function usernameProblem(value: string): string | null {
  if (!value) return 'A username is needed.'
  return /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/.test(value)
    ? null
    : 'Letters, digits and . _ @ + - only, a letter or digit first, at most 64.'
}

/** What is wrong with a new password; null if nothing. */
export function passwordProblem(value: string): string | null {
  if (value.length < 8) return 'A password has at least 8 characters.'
  return value.length > 256 ? 'A password has at most 256 characters.' : null
}
