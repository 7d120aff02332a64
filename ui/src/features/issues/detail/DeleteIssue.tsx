import { useNavigate } from '@tanstack/react-router'
import { ConfirmDialog } from '@/components/ConfirmDialog'
import { toastDone } from '@/lib/toast'
import { forgetIssue, removeIssue } from '../api/delete-issue'

interface Props {
  ticket: string
  project: string
  childCount: number
  /** The list that one came from. */
  back?: string
  onClose: () => void
}

/** Asks for the ticket's name before the issue is deleted, and goes back to the list then. */
export function DeleteIssue({ ticket, project, childCount, back, onClose }: Props) {
  const navigate = useNavigate()
  return (
    <ConfirmDialog
      title={`Delete ${ticket}?`}
      action="Delete issue"
      typed={ticket}
      onClose={onClose}
      onConfirm={async () => {
        await removeIssue(ticket)
        await navigate(back ? { to: back } : { to: '/issues', search: { project: [project] } })
        forgetIssue(ticket)
        toastDone(`${ticket} was deleted`)
      }}
    >
      Its comments, links and whole history go with it, and its number is never used again. This
      cannot be undone.
      {childCount > 0 &&
        ` Its ${childCount} ${childCount === 1 ? 'child stays' : 'children stay'}, without a parent.`}
    </ConfirmDialog>
  )
}
