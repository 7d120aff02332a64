import { ActionIcon, Button, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMenu2,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSun,
  IconUser,
  IconUserCog,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { KeyHint } from '@/components/KeyHint'
import { UserAvatar } from '@/components/UserAvatar'
import { signOut } from '@/features/auth/api/logout'
import { announceSession, useMe } from '@/features/auth/session'
import { runAction } from '@/lib/keys'
import { useCrumbs } from '@/lib/page'
import { toastError } from '@/lib/toast'
import classes from './Header.module.css'

const THEMES = [
  { value: 'auto', label: 'System theme', icon: IconDeviceDesktop },
  { value: 'light', label: 'Light theme', icon: IconSun },
  { value: 'dark', label: 'Dark theme', icon: IconMoon },
] as const

/** Breadcrumb, search, New, theme, and who is signed in. */
export function Header({ onMenu }: { onMenu?: () => void }) {
  const crumbs = useCrumbs()
  return (
    <header className={classes.header}>
      {onMenu && (
        <ActionIcon onClick={onMenu} aria-label="Show the sidebar">
          <IconMenu2 size={18} stroke={1.6} />
        </ActionIcon>
      )}
      <nav aria-label="Breadcrumb" className={classes.crumbs}>
        {crumbs.map((crumb, place) => (
          <Fragment key={crumb.label + crumb.to}>
            {place > 0 && (
              <span aria-hidden className={classes.separator}>
                /
              </span>
            )}
            {crumb.to && place < crumbs.length - 1 ? (
              <Link to={crumb.to} className={classes.crumb}>
                {crumb.label}
              </Link>
            ) : (
              <span className={classes.crumb} aria-current="page">
                {crumb.label}
              </span>
            )}
          </Fragment>
        ))}
      </nav>
      <button
        type="button"
        className={classes.search}
        aria-label="Search or do…"
        onClick={() => runAction('palette')}
      >
        <IconSearch size={15} stroke={1.8} aria-hidden />
        <span>Search or do…</span>
        <KeyHint keys="mod+k" className={classes.searchKeys} />
      </button>
      <Tooltip label="Create issue (C)">
        <Button
          leftSection={<IconPlus size={15} />}
          className={classes.create}
          aria-label="New issue"
          onClick={() => runAction('create')}
        >
          New
        </Button>
      </Tooltip>
      <ThemeMenu />
      <PersonMenu />
    </header>
  )
}

function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { icon: Current, label } = THEMES.find(({ value }) => value === colorScheme) ?? THEMES[0]
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`Theme: ${label}`}>
          <Current size={17} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {THEMES.map(({ value, label: text, icon: Glyph }) => (
          <Menu.Item
            key={value}
            leftSection={<Glyph size={15} stroke={1.6} />}
            aria-current={value === colorScheme || undefined}
            onClick={() => setColorScheme(value)}
          >
            {text}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function PersonMenu() {
  const { username } = useMe()
  const leave = async () => {
    try {
      await signOut()
      announceSession()
    } catch (error) {
      toastError('You are still signed in', error, leave)
    }
  }
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon aria-label={`Account of ${username}`} radius="xl">
          <UserAvatar name={username} size={24} decorative />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{username}</Menu.Label>
        <Menu.Item
          leftSection={<IconUser size={15} stroke={1.6} />}
          renderRoot={(props) => <Link to="/users/$user" params={{ user: username }} {...props} />}
        >
          Profile
        </Menu.Item>
        <Menu.Item
          leftSection={<IconUserCog size={15} stroke={1.6} />}
          renderRoot={(props) => <Link to="/account" {...props} />}
        >
          Account
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={15} stroke={1.6} />}
          onClick={() => runAction('help')}
        >
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} stroke={1.6} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
