import '@mantine/notifications/styles.css'
import { Button, Group } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import type { Toast } from '@/lib/toast'
import classes from './Toasts.module.css'

/** Show a toast; it stays longer if there is something to choose. */
export function showToast({ message, title, failed, choice }: Toast): void {
  const id = notifications.show({
    title,
    color: failed ? 'red' : 'teal',
    autoClose: choice ? 8000 : 5000,
    withBorder: true,
    role: failed ? 'alert' : 'status',
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span className={classes.message}>{message}</span>
        {choice && (
          <Button
            variant="light"
            onClick={() => {
              notifications.hide(id)
              choice.run()
            }}
          >
            {choice.label}
          </Button>
        )}
      </Group>
    ),
  })
}

/** Where toasts appear. */
export function Toasts() {
  return <Notifications position="bottom-left" limit={4} />
}
