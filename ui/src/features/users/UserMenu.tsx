import { ActionIcon } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { UserSummary } from '@/api/types.gen'
import { DropdownButton } from '@/components/DropdownButton'
import { lazily } from '@/lib/lazily'

const items = lazily(() => import('./UserMenuItems').then((m) => m.UserMenuItems))

interface Props {
  user: Pick<UserSummary, 'username' | 'user_type' | 'user_active'>
  onInvite: (username: string) => void
}

/** What an administrator can do with an account. */
export function UserMenu({ user, onInvite }: Props) {
  return (
    <DropdownButton kind="menu" content={items} about={{ user, onInvite }}>
      <ActionIcon aria-label={`Actions for ${user.username}`}>
        <IconDots size={16} />
      </ActionIcon>
    </DropdownButton>
  )
}
