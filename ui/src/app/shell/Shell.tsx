import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { Outlet, useRouteContext, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react'
import { ProgressBar } from '@/components/ProgressBar'
import { useBaseActions } from '@/lib/keys'
import { Header } from './Header'
import { Overlays } from './Overlays'
import classes from './Shell.module.css'
import { Sidebar } from './Sidebar'
import { useGlobalActions } from './use-global-actions'

const WelcomePage = lazy(() =>
  import('@/features/overview/pages/WelcomePage').then((m) => ({ default: m.WelcomePage })),
)

const SidebarDrawer = lazy(() =>
  import('./SidebarDrawer').then((m) => ({ default: m.SidebarDrawer })),
)

/** The frame of all pages for who is signed in; strangers at `/` see the pitch. */
export function Shell() {
  const { session } = useRouteContext({ from: '/shell' })
  if (session) return <Frame />
  return (
    <Suspense>
      <WelcomePage />
    </Suspense>
  )
}

function Frame() {
  const narrow = useMediaQuery('(max-width: 48em)', window.innerWidth < 768)
  const [collapsed, setCollapsed] = useLocalStorage({
    key: 'ticketing-sidebar-collapsed',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const [drawer, { open, close }] = useDisclosure(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const main = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the drawer
  useEffect(close, [path])
  useGlobalActions()
  useBaseActions(
    useMemo(
      () => [
        {
          id: 'sidebar',
          title: 'Show or hide the sidebar',
          group: 'View',
          keys: '[',
          run: () => setCollapsed((was) => !was),
        },
      ],
      [setCollapsed],
    ),
  )
  return (
    <div className={classes.frame} data-collapsed={collapsed || undefined}>
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <ProgressBar />
      {!narrow && !collapsed && (
        <aside className={classes.sidebar}>
          <Sidebar />
        </aside>
      )}
      {narrow && (
        <Suspense>
          <SidebarDrawer opened={drawer} onClose={close} />
        </Suspense>
      )}
      <div className={classes.column}>
        <Header onMenu={narrow ? open : collapsed ? () => setCollapsed(false) : undefined} />
        <main ref={main} id="main" tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
      <Overlays />
    </div>
  )
}
