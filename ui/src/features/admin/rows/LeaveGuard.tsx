import { Button, Group, Modal, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'

/** Asks before one leaves the tables while there are changes that are not saved. */
export function LeaveGuard({ unsaved }: { unsaved: readonly string[] }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ next }) => unsaved.length > 0 && next.routeId !== '/shell/admin',
    enableBeforeUnload: unsaved.length > 0,
    withResolver: true,
  })
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title="Leave without saving?"
      centered
      size="sm"
    >
      <Text size="sm">
        There are changes in {unsaved.join(', ')} that are not saved. They are lost if you leave.
      </Text>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" data-autofocus onClick={() => reset?.()}>
          Stay
        </Button>
        <Button color="red" onClick={() => proceed?.()}>
          Leave and lose them
        </Button>
      </Group>
    </Modal>
  )
}
