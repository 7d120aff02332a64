import { Modal } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useFocusBack } from '@/lib/focus-back'
import type { CreateValues } from '@/lib/overlay'
import { IssueForm } from './IssueForm'
import { sayCreated } from './say-created'

interface Props {
  values: CreateValues
  onClose: () => void
}

/** The form of a new issue, laid over the page. What is written stays if it is closed. */
export function CreateDialog({ values, onClose }: Props) {
  const navigate = useNavigate()
  useFocusBack()
  return (
    <Modal
      opened
      onClose={onClose}
      title="New issue"
      size={720}
      yOffset="6dvh"
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <IssueForm
        given={values}
        onCancel={onClose}
        onCreated={({ issue_name: ticket }, another) => {
          if (!another) onClose()
          sayCreated(ticket, () => navigate({ to: '/issues/$ticket', params: { ticket } }))
        }}
      />
    </Modal>
  )
}
