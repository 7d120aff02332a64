import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePage } from '@/lib/page'
import { AccessTokens } from '../AccessTokens'
import { PasswordForm } from '../PasswordForm'
import { Sessions } from '../Sessions'
import { useMe } from '../session'
import classes from './AccountPage.module.css'

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
          <Sessions />
        </Tabs.Panel>
        <Tabs.Panel value="tokens" pt="lg">
          <AccessTokens />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
