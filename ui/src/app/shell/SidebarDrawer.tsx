import { Drawer } from '@mantine/core'
import { Sidebar } from './Sidebar'

interface Props {
  opened: boolean
  onClose: () => void
}

/** The sidebar on narrow screens, laid over the page. */
export function SidebarDrawer({ opened, onClose }: Props) {
  return (
    <Drawer opened={opened} onClose={onClose} size={260} padding={0} title="Menu">
      <Sidebar />
    </Drawer>
  )
}
