import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowRight, IconCommand, IconFolder, IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { UserAvatar } from '@/components/UserAvatar'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { useMatchingIssues } from '@/features/issues/api/match-issues'
import { recentlyViewed, type ViewedIssue } from '@/features/issues/recent'
import { useFoundProjects } from '@/features/projects/api/find-projects'
import { usePeople } from '@/features/users/api/list-users'
import { type Action, currentActions, useRegisteredActions } from '@/lib/keys'
import { stringifySearch } from '@/lib/search-params'
import { fittingActions, ticketIn } from './palette-match'

/** Something that the palette offers. */
export interface PaletteOption {
  id: string
  label: string
  icon: ReactNode
  /** Said beside the label in a dimmer voice. */
  hint?: string
  keys?: string
  /** Its address within the tracker, if it is a place: it can be opened in another tab. */
  path?: string
  run: () => void
}

export interface PaletteSection {
  title: string
  options: PaletteOption[]
}

const PAUSE_MS = 140
const RECENT = 6
const ACTIONS = 4
const ISSUES = 8
const OTHERS = 4
const ICON = { size: 16, stroke: 1.6, 'aria-hidden': true } as const

/** What the palette offers for a text: places, issues, people and what can be done. */
export function usePalette(text: string) {
  const wanted = text.trim()
  const [asked] = useDebouncedValue(wanted, PAUSE_MS)
  const [recent] = useState(() => recentlyViewed().slice(0, RECENT))
  const isAsking = wanted !== '' && asked !== ''
  const issues = useMatchingIssues(isAsking ? asked : '', { most: ISSUES })
  const projects = useFoundProjects(asked, isAsking, OTHERS)
  const people = usePeople(asked, isAsking, OTHERS)
  const go = useGo()
  useRegisteredActions() // another page underneath offers others
  const found = isAsking ? (issues.data?.items ?? []) : []
  const actions = fittingActions(currentActions(), wanted).map(actionOption)
  const sections: PaletteSection[] =
    wanted === ''
      ? [
          { title: 'Recently viewed', options: recent.map(go.issue) },
          { title: 'Commands', options: actions },
        ]
      : [
          { title: 'Go to', options: exactly(wanted, found, go.issue, go.ticket) },
          { title: 'Commands', options: actions.slice(0, ACTIONS) },
          {
            title: 'Issues',
            options: found.filter((issue) => issue.issue_name !== ticketIn(wanted)).map(go.issue),
          },
          {
            title: 'Projects',
            options: (isAsking ? (projects.data?.items ?? []) : []).map((project) => ({
              id: `project-${project.project_key}`,
              label: project.project_name,
              hint: project.project_key,
              icon: <IconFolder {...ICON} />,
              ...go.project(project.project_key),
            })),
          },
          {
            title: 'People',
            options: (isAsking ? (people.data?.items ?? []) : []).map(({ username }) => ({
              id: `person-${username}`,
              label: username,
              icon: <UserAvatar name={username} size={18} decorative />,
              ...go.person(username),
            })),
          },
          {
            title: 'Search',
            options: [
              {
                id: 'search-all',
                label: `Search all issues for “${wanted}”`,
                icon: <IconSearch {...ICON} />,
                ...go.search(wanted),
              },
            ],
          },
        ]
  return {
    sections: sections.filter((section) => section.options.length > 0),
    isLoading: wanted !== '' && (asked !== wanted || issues.isFetching),
    /** What is shown is for a text before this one. */
    isOld: wanted !== asked || issues.isPlaceholderData,
    error: isAsking ? issues.error : null,
  }
}

/** How to go to places, and the options that do. */
function useGo() {
  const navigate = useNavigate()
  const place = (name: string) => ({
    path: `/issues/${name}`,
    run: () => navigate({ to: '/issues/$ticket', params: { ticket: name } }),
  })
  const issue = (row: ViewedIssue): PaletteOption => ({
    id: `issue-${row.issue_name}`,
    label: row.issue_summary,
    hint: row.issue_name,
    icon: (
      <>
        <StatusIcon status={row.issue_status} />
        <TypeIcon type={row.issue_type} />
      </>
    ),
    ...place(row.issue_name),
  })
  const ticket = (name: string): PaletteOption => ({
    id: `issue-${name}`,
    label: `Go to ${name}`,
    icon: <IconArrowRight {...ICON} />,
    ...place(name),
  })
  const project = (key: string) => ({
    path: `/projects/${key}`,
    run: () => navigate({ to: '/projects/$project', params: { project: key } }),
  })
  const person = (user: string) => ({
    path: `/users/${encodeURIComponent(user)}`,
    run: () => navigate({ to: '/users/$user', params: { user } }),
  })
  const search = (q: string) => {
    const wanted = { state: 'all', q } as const
    return {
      path: `/issues${stringifySearch(wanted)}`,
      run: () => navigate({ to: '/issues', search: wanted }),
    }
  }
  return { issue, ticket, project, person, search }
}

/** The issue whose ticket was typed: it can be gone to before anything was found. */
function exactly(
  wanted: string,
  found: readonly ViewedIssue[],
  issue: (row: ViewedIssue) => PaletteOption,
  ticket: (name: string) => PaletteOption,
): PaletteOption[] {
  const name = ticketIn(wanted)
  if (!name) return []
  const known = found.find((row) => row.issue_name === name)
  return [known ? issue(known) : ticket(name)]
}

function actionOption({ id, title, group, keys, run }: Action): PaletteOption {
  return {
    id: `action-${id}`,
    label: title,
    hint: group,
    keys,
    icon: <IconCommand {...ICON} />,
    run: () => run(),
  }
}
