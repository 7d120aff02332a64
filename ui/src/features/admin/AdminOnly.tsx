import { Button } from '@mantine/core'
import { IconShieldLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { UserType } from '@/api/types.gen'
import { EmptyState } from '@/components/EmptyState'
import { useMe } from '@/features/auth/session'
import { usePage } from '@/lib/page'

/** Pages of the administration; who is no administrator is told so, and where to go instead. */
export function AdminOnly({ children }: { children: ReactNode }) {
  const { user_type } = useMe()
  return user_type === UserType.ADMIN ? children : <Forbidden />
}

function Forbidden() {
  usePage([{ label: 'Administration' }])
  return (
    <EmptyState
      icon={IconShieldLock}
      level={1}
      title="This is for administrators"
      text="Your account may not look at the tracker’s tables and imports. If you need something from here, ask one of the administrators."
    >
      <Button component={Link} to="/" variant="default">
        Home
      </Button>
      <Button component={Link} to="/issues" variant="default">
        Browse issues
      </Button>
    </EmptyState>
  )
}
