import { useState } from 'react'
import { InvitationForm } from '../InvitationForm'
import { RegistrationForm } from '../RegistrationForm'

/** The one-time link's token, which stands behind the `#` so that no server's log has it. */
function tokenFromAddress(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('invitation')
  if (token) history.replaceState(history.state, '', location.pathname + location.search)
  return token
}

/** Make an account, or bring to life the one that an invitation is for. */
export function RegisterPage() {
  const [token] = useState(tokenFromAddress)
  return token ? <InvitationForm token={token} /> : <RegistrationForm />
}
