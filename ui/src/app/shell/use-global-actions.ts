import { useMantineColorScheme } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { UserType } from '@/api/types.gen'
import { useMe } from '@/features/auth/session'
import { type Action, useBaseActions } from '@/lib/keys'
import { openOverlay } from '@/lib/overlay'

/** What can be done on every page. */
export function useGlobalActions(): void {
  const navigate = useNavigate()
  const { user_type } = useMe()
  const { setColorScheme } = useMantineColorScheme()
  useBaseActions(
    useMemo<Action[]>(() => {
      const go = (id: string, title: string, keys: string, to: string): Action => ({
        id: `go-${id}`,
        title,
        group: 'Go to',
        keys: `g then ${keys}`,
        run: () => navigate({ to }),
      })
      return [
        {
          id: 'palette',
          title: 'Search and commands',
          group: 'View',
          keys: 'mod+k',
          inFields: true,
          inPalette: false,
          run: () => openOverlay('palette'),
        },
        {
          id: 'help',
          title: 'Keyboard shortcuts',
          group: 'View',
          keys: '?',
          run: () => openOverlay('help'),
        },
        {
          id: 'create',
          title: 'Create issue',
          group: 'Issue',
          keys: 'c',
          keywords: 'new add ticket',
          run: () => openOverlay('create'),
        },
        {
          id: 'search',
          title: 'Search issues',
          group: 'Go to',
          keys: '/',
          run: () => openOverlay('palette'),
        },
        go('home', 'Home', 'h', '/'),
        go('board', 'Board', 'd', '/dashboard'),
        go('issues', 'Issues', 'i', '/issues'),
        go('metrics', 'Metrics', 'm', '/metrics'),
        go('users', 'People', 'u', '/users'),
        go('projects', 'Projects', 'p', '/projects'),
        { ...go('admin', 'Administration', 'a', '/admin'), enabled: user_type === UserType.ADMIN },
        {
          id: 'account',
          title: 'Account, sessions and access tokens',
          group: 'Go to',
          run: () => navigate({ to: '/account' }),
        },
        {
          id: 'theme-system',
          title: 'Use the system theme',
          group: 'View',
          run: () => setColorScheme('auto'),
        },
        {
          id: 'theme-light',
          title: 'Use the light theme',
          group: 'View',
          run: () => setColorScheme('light'),
        },
        {
          id: 'theme-dark',
          title: 'Use the dark theme',
          group: 'View',
          run: () => setColorScheme('dark'),
        },
      ]
    }, [navigate, user_type, setColorScheme]),
  )
}
