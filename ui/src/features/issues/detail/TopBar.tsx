import { ActionIcon } from '@mantine/core'
import {
  IconArrowLeft,
  IconChevronDown,
  IconChevronUp,
  IconDots,
  IconGitBranch,
  IconLink,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { DropdownButton } from '@/components/DropdownButton'
import { Tooltip } from '@/components/Tooltip'
import { lazily } from '@/lib/lazily'
import type { Neighbours } from '../list/last-list'
import { ParentCrumb } from './ParentCrumb'
import classes from './TopBar.module.css'

const menuItems = lazily(() => import('./TopBarMenu').then((m) => m.TopBarMenu))

export interface IssueCommands {
  copyName: () => void
  copyLink: () => void
  copyBranch: () => void
  /** Undefined for who may not. */
  remove?: () => void
}

interface Props {
  ticket: string
  parent: string | null
  around: Neighbours
  commands: IssueCommands
  /** Why nothing can be written here. */
  readOnly?: string
}

/** The ticket, the way through the list that one came from, and what can be done with the issue. */
export function TopBar({ ticket, parent, around, commands, readOnly }: Props) {
  return (
    <div className={classes.bar}>
      {around.back && (
        <Tooltip label="Back to the list">
          <ActionIcon
            aria-label="Back to the list"
            renderRoot={(props) => <Link to={around.back} {...props} />}
          >
            <IconArrowLeft size={17} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label="Copy the name">
        <button type="button" className={classes.name} onClick={commands.copyName}>
          {ticket}
        </button>
      </Tooltip>
      {parent && <ParentCrumb ticket={parent} />}
      <span className={classes.space} />
      {readOnly && (
        <span className={classes.readOnly} title={readOnly}>
          Read only
        </span>
      )}
      {around.position !== undefined && (
        <nav aria-label="Issues of the list" className={classes.walk}>
          <span className={classes.place}>
            {around.position} of {around.total}
          </span>
          <Step ticket={around.previous} label="Previous issue" keys="K" icon={IconChevronUp} />
          <Step ticket={around.next} label="Next issue" keys="J" icon={IconChevronDown} />
        </nav>
      )}
      <Tooltip label="Copy link">
        <ActionIcon aria-label="Copy link" onClick={commands.copyLink} className={classes.wide}>
          <IconLink size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Copy git branch name">
        <ActionIcon
          aria-label="Copy git branch name"
          onClick={commands.copyBranch}
          className={classes.wide}
        >
          <IconGitBranch size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <DropdownButton kind="menu" content={menuItems} about={{ commands }} width={230}>
        <ActionIcon aria-label="More actions">
          <IconDots size={17} stroke={1.6} />
        </ActionIcon>
      </DropdownButton>
    </div>
  )
}

interface StepProps {
  ticket?: string
  label: string
  keys: string
  icon: typeof IconChevronUp
}

function Step({ ticket, label, keys, icon: Glyph }: StepProps) {
  if (!ticket)
    return (
      <ActionIcon aria-label={label} disabled>
        <Glyph size={17} stroke={1.6} />
      </ActionIcon>
    )
  return (
    <Tooltip label={`${label} (${keys})`}>
      <ActionIcon
        aria-label={label}
        renderRoot={(props) => <Link to="/issues/$ticket" params={{ ticket }} {...props} />}
      >
        <Glyph size={17} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  )
}
