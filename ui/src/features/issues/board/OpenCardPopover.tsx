import { Menu } from '@mantine/core'
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconArrowsExchange,
  IconExternalLink,
  IconFlag3,
  IconLink,
  IconUser,
} from '@tabler/icons-react'
import { type ReactElement, useRef } from 'react'
import { KeyHint } from '@/components/KeyHint'
import { basePath } from '@/lib/base-path'
import type { IssueRow } from '../api/list-issues'
import { AssigneePicker } from '../properties/AssigneePicker'
import { PriorityPicker } from '../properties/PriorityPicker'
import { StatusPicker } from '../properties/StatusPicker'
import type { Popover } from './CardPopover'
import type { BoardCommands } from './commands'

interface Props {
  popover: Popover
  row: IssueRow
  commands: BoardCommands
  children: ReactElement
}

/** What a `CardPopover` opens. */
export function OpenCardPopover({ popover, row, commands, children }: Props) {
  const picked = useRef(false)
  const picking =
    <T,>(take: (value: T) => void) =>
    (value: T) => {
      picked.current = true
      take(value)
    }
  const onOpenedChange = (opened: boolean) => {
    if (!opened) commands.close(row, picked.current)
  }
  if (popover === 'menu')
    return (
      <CardMenu row={row} commands={commands}>
        {children}
      </CardMenu>
    )
  if (popover === 'status')
    return (
      <StatusPicker
        value={row.issue_status}
        onChange={picking((status) => commands.moveTo(row, status))}
        opened
        onOpenedChange={onOpenedChange}
      >
        {children}
      </StatusPicker>
    )
  if (popover === 'priority')
    return (
      <PriorityPicker
        value={row.issue_priority}
        onChange={picking((priority) => commands.setPriority(row, priority))}
        opened
        onOpenedChange={onOpenedChange}
      >
        {children}
      </PriorityPicker>
    )
  if (popover === 'assignee')
    return (
      <AssigneePicker
        value={row.issue_assigned_to}
        onChange={picking((assignee) => commands.assign(row, assignee))}
        opened
        onOpenedChange={onOpenedChange}
      >
        {children}
      </AssigneePicker>
    )
  return (
    <AssigneePicker
      label={`Who takes ${row.issue_name}?`}
      value={null}
      allowNone={false}
      onChange={picking((assignee) => commands.answer(assignee))}
      opened
      onOpenedChange={(opened) => {
        if (!opened && !picked.current) commands.answer(null)
      }}
    >
      {children}
    </AssigneePicker>
  )
}

function CardMenu({ row, commands, children }: Omit<Props, 'popover'>) {
  const isRanked = commands.isRanked(row)
  const icon = { size: 15, stroke: 1.6 }
  return (
    <Menu
      opened
      onChange={(opened) => !opened && commands.close(row, false)}
      position="bottom-end"
      width={220}
      closeOnItemClick={false}
      returnFocus={false}
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowsExchange {...icon} />}
          rightSection={<KeyHint keys="s" />}
          onClick={() => commands.open(row, 'status')}
        >
          Move to…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconUser {...icon} />}
          rightSection={<KeyHint keys="a" />}
          onClick={() => commands.open(row, 'assignee')}
        >
          Assign to…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFlag3 {...icon} />}
          rightSection={<KeyHint keys="p" />}
          onClick={() => commands.open(row, 'priority')}
        >
          Priority…
        </Menu.Item>
        {isRanked && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconArrowBarToUp {...icon} />}
              onClick={() => commands.moveToEnd(row, 'top')}
            >
              Move to the top
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowBarToDown {...icon} />}
              onClick={() => commands.moveToEnd(row, 'bottom')}
            >
              Move to the bottom
            </Menu.Item>
          </>
        )}
        <Menu.Divider />
        <Menu.Item
          component="a"
          href={`${basePath}/issues/${row.issue_name}`}
          target="_blank"
          rel="noopener"
          leftSection={<IconExternalLink {...icon} />}
          onClick={() => commands.close(row, false)}
        >
          Open in a new tab
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLink {...icon} />}
          onClick={() => {
            commands.copyLink(row)
            commands.close(row, false)
          }}
        >
          Copy link
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
