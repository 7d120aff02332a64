import { Menu } from '@mantine/core'
import { IconGitBranch, IconHash, IconLink, IconTrash } from '@tabler/icons-react'
import { KeyHint } from '@/components/KeyHint'
import type { IssueCommands } from './TopBar'

/** What can be done with an issue as a whole. */
export function TopBarMenu({ commands }: { commands: IssueCommands }) {
  return (
    <>
      <Menu.Item
        leftSection={<IconHash size={15} stroke={1.6} />}
        rightSection={<KeyHint keys="mod+." />}
        onClick={commands.copyName}
      >
        Copy name
      </Menu.Item>
      <Menu.Item leftSection={<IconLink size={15} stroke={1.6} />} onClick={commands.copyLink}>
        Copy link
      </Menu.Item>
      <Menu.Item
        leftSection={<IconGitBranch size={15} stroke={1.6} />}
        onClick={commands.copyBranch}
      >
        Copy git branch name
      </Menu.Item>
      {commands.remove && (
        <>
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={15} stroke={1.6} />}
            onClick={commands.remove}
          >
            Delete issue…
          </Menu.Item>
        </>
      )}
    </>
  )
}
