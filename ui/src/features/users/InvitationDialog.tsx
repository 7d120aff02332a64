import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useEffect } from 'react'
import { CopyField } from '@/components/CopyField'
import { ErrorState } from '@/components/ErrorState'
import { useCreateInvitation } from '@/features/auth/api/create-invitation'
import { dateTime } from '@/lib/time'

/** Makes a one-time link for someone, and shows it this once. */
export function InvitationDialog({ username, onClose }: { username: string; onClose: () => void }) {
  const { mutate, data, error } = useCreateInvitation()
  useEffect(() => mutate(username), [mutate, username])
  return (
    <Modal opened onClose={onClose} title={`Link for ${username}`}>
      <Stack>
        {error && <ErrorState error={error} onRetry={() => mutate(username)} />}
        {!error && (
          <>
            <Text size="sm">
              Whoever opens this link sets the password of {username} and is signed in. It works
              once{data ? `, until ${dateTime(data.expires_on)}` : ''}. It is not shown again.
            </Text>
            <CopyField label="Link" value={data ? new URL(data.link, location.href).href : ''} />
          </>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
