import '@mantine/notifications/styles.css'
import { Button, Group } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import type { Toast } from '@/lib/toast'
import classes from './Toasts.module.css'

/** The last toast of each key. */
const keyed = new Map<string, string>()

/** Show a toast; it stays longer if there is something to choose. */
export function showToast({ message, title, failed, choices = [], key }: Toast): void {
  const before = key === undefined ? undefined : keyed.get(key)
  if (before) notifications.hide(before)
  const id = notifications.show({
    title,
    color: failed ? 'red' : 'teal',
    autoClose: choices.length > 0 ? 8000 : 5000,
    withBorder: true,
    role: failed ? 'alert' : 'status',
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span className={classes.message}>{message}</span>
        {choices.length > 0 && (
          <Group gap={4} wrap="nowrap">
            {choices.map(({ label, run }) => (
              <Button
                key={label}
                variant="light"
                onClick={() => {
                  notifications.hide(id)
                  run()
                }}
              >
                {label}
              </Button>
            ))}
          </Group>
        )}
      </Group>
    ),
  })
  if (key !== undefined) keyed.set(key, id)
}

/** Where toasts appear. */
export function Toasts() {
  return <Notifications position="bottom-left" limit={4} />
}
