import { type MantineColorScheme, Menu } from '@mantine/core'
import { IconKeyboard, IconLogout, IconUser, IconUserCog } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { signOut } from '@/features/auth/api/logout'
import { announceSession } from '@/features/auth/session'
import { runAction } from '@/lib/keys'
import { toastError } from '@/lib/toast'
import { THEMES } from './themes'

interface ThemeProps {
  chosen: MantineColorScheme
  onChoose: (scheme: MantineColorScheme) => void
}

/** Light, dark, or what the system says. */
export function ThemeItems({ chosen, onChoose }: ThemeProps) {
  return THEMES.map(({ value, label, icon: Glyph }) => (
    <Menu.Item
      key={value}
      leftSection={<Glyph size={15} stroke={1.6} />}
      aria-current={value === chosen || undefined}
      onClick={() => onChoose(value)}
    >
      {label}
    </Menu.Item>
  ))
}

async function leave(): Promise<void> {
  try {
    await signOut()
    announceSession()
  } catch (error) {
    toastError('You are still signed in', error, leave)
  }
}

/** What is one's own, and the way out. */
export function PersonItems({ username }: { username: string }) {
  const icon = { size: 15, stroke: 1.6 }
  return (
    <>
      <Menu.Label>{username}</Menu.Label>
      <Menu.Item
        leftSection={<IconUser {...icon} />}
        renderRoot={(props) => <Link to="/users/$user" params={{ user: username }} {...props} />}
      >
        Profile
      </Menu.Item>
      <Menu.Item
        leftSection={<IconUserCog {...icon} />}
        renderRoot={(props) => <Link to="/account" {...props} />}
      >
        Account
      </Menu.Item>
      <Menu.Item leftSection={<IconKeyboard {...icon} />} onClick={() => runAction('help')}>
        Keyboard shortcuts
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item leftSection={<IconLogout {...icon} />} onClick={leave}>
        Sign out
      </Menu.Item>
    </>
  )
}
