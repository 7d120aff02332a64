import { Button } from '@mantine/core'
import { IconMapSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '@/components/EmptyState'

/** What an address shows that leads nowhere. */
export function NotFound() {
  return (
    <EmptyState
      icon={IconMapSearch}
      level={1}
      title="Nothing is here"
      text="The address is mistyped, or what was here is gone or not for you."
    >
      <Button component={Link} to="/issues" variant="default">
        Browse issues
      </Button>
    </EmptyState>
  )
}
