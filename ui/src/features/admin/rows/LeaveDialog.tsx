import { Button, Group, Modal } from '@mantine/core'

interface Props {
  tables: readonly string[]
  onStay: () => void
  onLeave: () => void
}

/** Asks whether changes are to be lost. */
export function LeaveDialog({ tables, onStay, onLeave }: Props) {
  return (
    <Modal opened onClose={onStay} title="Leave without saving?" centered size="sm">
      There are changes in {tables.join(', ')} that are not saved. They are lost if you leave.
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" data-autofocus onClick={onStay}>
          Stay
        </Button>
        <Button color="red" onClick={onLeave}>
          Leave and lose them
        </Button>
      </Group>
    </Modal>
  )
}
