import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { SkeletonRows } from '@/components/SkeletonRows'
import { usePage } from '@/lib/page'
import { PasswordForm } from '../PasswordForm'
import { useMe } from '../session'
import classes from './AccountPage.module.css'

const AccessTokens = lazy(() =>
  import('../AccessTokens').then((m) => ({ default: m.AccessTokens })),
)
const Sessions = lazy(() => import('../Sessions').then((m) => ({ default: m.Sessions })))

/** One's own account: password, sessions, access tokens. */
export function AccountPage() {
  usePage([{ label: 'Account' }])
  const { username } = useMe()
  const { tab = 'password' } = useSearch({ from: '/shell/account' })
  const navigate = useNavigate({ from: '/account' })
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>Account of {username}</h1>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) =>
          navigate({ search: { tab: value === 'password' ? undefined : (value ?? undefined) } })
        }
      >
        <Tabs.List>
          <Tabs.Tab value="password">Password</Tabs.Tab>
          <Tabs.Tab value="sessions">Sessions</Tabs.Tab>
          <Tabs.Tab value="tokens">Access tokens</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="password" pt="lg">
          <PasswordForm />
        </Tabs.Panel>
        <Tabs.Panel value="sessions" pt="lg">
          <Suspense fallback={<SkeletonRows rows={3} label="Loading sessions" />}>
            <Sessions />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="tokens" pt="lg">
          <Suspense fallback={<SkeletonRows rows={3} label="Loading access tokens" />}>
            <AccessTokens />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
