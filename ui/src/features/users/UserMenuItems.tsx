import { Menu } from '@mantine/core'
import { IconLink, IconShield, IconUserOff, IconUserPlus } from '@tabler/icons-react'
import { type UserSummary, UserType } from '@/api/types.gen'
import { useMe } from '@/features/auth/session'
import { useUpdateUser } from './api/update-user'

interface Props {
  user: Pick<UserSummary, 'username' | 'user_type' | 'user_active'>
  onInvite: (username: string) => void
}

/** What stands in the menu of an account. */
export function UserMenuItems({ user, onInvite }: Props) {
  const me = useMe()
  const { mutate } = useUpdateUser()
  const { username, user_type, user_active } = user
  const isAdmin = user_type === UserType.ADMIN
  const own = me.username === username
  return (
    <>
      <Menu.Item
        leftSection={<IconLink size={15} stroke={1.6} />}
        onClick={() => onInvite(username)}
      >
        {user_active ? 'Link to set a password' : 'Invite by a link'}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconShield size={15} stroke={1.6} />}
        disabled={own}
        onClick={() =>
          mutate({
            username,
            changes: { user_type: isAdmin ? UserType.USER : UserType.ADMIN },
            said: isAdmin
              ? `${username} is an ordinary user now`
              : `${username} is an administrator now`,
          })
        }
      >
        {isAdmin ? 'Make an ordinary user' : 'Make an administrator'}
      </Menu.Item>
      <Menu.Item
        leftSection={
          user_active ? (
            <IconUserOff size={15} stroke={1.6} />
          ) : (
            <IconUserPlus size={15} stroke={1.6} />
          )
        }
        disabled={own}
        onClick={() =>
          mutate({
            username,
            changes: { user_active: !user_active },
            said: user_active ? `${username} is deactivated` : `${username} is active again`,
          })
        }
      >
        {user_active ? 'Deactivate' : 'Activate'}
      </Menu.Item>
    </>
  )
}
