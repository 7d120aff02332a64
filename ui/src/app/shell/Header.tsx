import { ActionIcon, Button, useMantineColorScheme } from '@mantine/core'
import { IconMenu2, IconPlus, IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { DropdownButton } from '@/components/DropdownButton'
import { KeyHint } from '@/components/KeyHint'
import { Tooltip } from '@/components/Tooltip'
import { UserAvatar } from '@/components/UserAvatar'
import { useMe } from '@/features/auth/session'
import { runAction } from '@/lib/keys'
import { lazily } from '@/lib/lazily'
import { useCrumbs } from '@/lib/page'
import classes from './Header.module.css'
import { themeOf } from './themes'

const themeItems = lazily(() => import('./HeaderMenus').then((m) => m.ThemeItems))
const personItems = lazily(() => import('./HeaderMenus').then((m) => m.PersonItems))

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
              <Link to={crumb.to} activeOptions={{ exact: true }} className={classes.crumb}>
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
  const { icon: Current, label } = themeOf(colorScheme)
  return (
    <DropdownButton
      kind="menu"
      content={themeItems}
      about={{ chosen: colorScheme, onChoose: setColorScheme }}
    >
      <ActionIcon aria-label={`Theme: ${label}`}>
        <Current size={17} stroke={1.6} />
      </ActionIcon>
    </DropdownButton>
  )
}

function PersonMenu() {
  const { username } = useMe()
  return (
    <DropdownButton kind="menu" content={personItems} about={{ username }} width={200}>
      <ActionIcon aria-label={`Account of ${username}`} radius="xl">
        <UserAvatar name={username} size={24} decorative />
      </ActionIcon>
    </DropdownButton>
  )
}
