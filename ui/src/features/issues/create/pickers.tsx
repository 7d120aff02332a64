import { useDebouncedValue } from '@mantine/hooks'
import { type ReactElement, useMemo, useState } from 'react'
import { IssueType, MemberRole } from '@/api/types.gen'
import { Picker, type PickerOption } from '@/components/Picker'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { useFoundProjects } from '@/features/projects/api/find-projects'
import { useFoundComponents } from '../api/find-components'
import { useFoundLabels } from '../api/find-labels'
import { useFoundVersions } from '../api/find-versions'
import { useMatchingIssues } from '../api/match-issues'

/** Text that is typed into a picker, and asked for when one pauses. */
function useTyping() {
  const [opened, onOpenedChange] = useState(false)
  const [text, onSearch] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 150)
  return { text: text.trim(), wanted, opened, picker: { opened, onOpenedChange, onSearch } }
}

interface ProjectProps {
  value: string
  onChange: (project: string) => void
  children: ReactElement
}

/** Chooses one of the projects in which one may create issues. */
export function WritableProjectPicker({ value, onChange, children }: ProjectProps) {
  const { wanted, opened, picker } = useTyping()
  const { data, isFetching } = useFoundProjects(wanted, opened, 200)
  const options = (data?.items ?? [])
    .filter((project) => project.member_role >= MemberRole.MEMBER)
    .map((project) => ({
      value: project.project_key,
      label: project.project_key,
      hint: project.project_name,
    }))
  return (
    <Picker
      label="Project"
      options={options}
      selected={[value]}
      onPick={onChange}
      loading={isFetching}
      width={300}
      {...picker}
    >
      {children}
    </Picker>
  )
}

interface NamesProps {
  what: keyof typeof NAMES
  project: string
  value: readonly string[]
  onChange: (names: string[]) => void
  children: ReactElement
}

const NAMES = {
  labels: { label: 'Labels', create: 'New label' },
  components: { label: 'Components', create: 'New component' },
  versions: { label: 'Fix versions', create: 'New version' },
} as const

/** Chooses any number of a project's labels, components or versions; new ones by typing them. */
export function NewNamesPicker({ what, project, value, onChange, children }: NamesProps) {
  const { text, wanted, opened, picker } = useTyping()
  const asks = (kind: typeof what) => opened && what === kind && project !== ''
  const labels = useFoundLabels(wanted, project ? [project] : [], asks('labels'))
  const components = useFoundComponents(wanted, project, asks('components'))
  const versions = useFoundVersions(wanted, project, asks('versions'))
  const { data, isFetching } = { labels, components, versions }[what]
  const { label, create } = NAMES[what]
  const options = useMemo<PickerOption[]>(() => {
    const names = [...new Set([...value, ...(data ?? [])])]
    const fits = names.filter((name) => name.toLowerCase().includes(text.toLowerCase()))
    return fits.map((name) => ({ value: name, label: name }))
  }, [data, value, text])
  return (
    <Picker
      label={label}
      options={options}
      selected={value}
      onPick={(name) =>
        onChange(value.includes(name) ? value.filter((one) => one !== name) : [...value, name])
      }
      multiple
      create={create}
      loading={isFetching}
      {...picker}
    >
      {children}
    </Picker>
  )
}

interface ParentProps {
  value: string | null
  onChange: (ticket: string | null) => void
  children: ReactElement
}

/** Chooses the epic or parent: open epics whose words are typed, or any issue by its ticket. */
export function ParentIssuePicker({ value, onChange, children }: ParentProps) {
  const { wanted, opened, picker } = useTyping()
  const { data, isFetching } = useMatchingIssues(opened ? wanted : '', { most: 20 })
  const options = useMemo<PickerOption[]>(() => {
    const found = (wanted ? (data?.items ?? []) : []).map((issue) => ({
      value: issue.issue_name,
      label: issue.issue_summary,
      hint: issue.issue_name,
      icon: <TypeIcon type={issue.issue_type} />,
    }))
    if (wanted) return found
    const chosen = value ? [{ value, label: value, icon: <TypeIcon type={IssueType.EPIC} /> }] : []
    return [{ value: '', label: 'No parent' }, ...chosen]
  }, [data, wanted, value])
  return (
    <Picker
      label="Parent: ticket or words"
      options={options}
      selected={[value ?? '']}
      onPick={(picked) => onChange(picked || null)}
      loading={isFetching}
      width={360}
      {...picker}
    >
      {children}
    </Picker>
  )
}

const POINTS = [0, 1, 2, 3, 5, 8, 13, 21] as const
const MOST_POINTS = 2 ** 31 - 1

interface PointsProps {
  value: number | null
  onChange: (points: number | null) => void
  children: ReactElement
}

/** Chooses story points: the usual ones, or any whole number that is typed. */
export function StoryPointsPicker({ value, onChange, children }: PointsProps) {
  const { text, picker } = useTyping()
  const options = useMemo<PickerOption[]>(() => {
    if (text) {
      const fits = /^\d{1,10}$/.test(text) && Number(text) <= MOST_POINTS
      return fits ? [{ value: String(Number(text)), label: `${Number(text)} points` }] : []
    }
    const usual = POINTS.map((points) => ({
      value: String(points),
      label: points === 1 ? '1 point' : `${points} points`,
    }))
    return [{ value: '', label: 'No points' }, ...usual]
  }, [text])
  return (
    <Picker
      label="Story points"
      options={options}
      selected={[value === null ? '' : String(value)]}
      onPick={(picked) => onChange(picked === '' ? null : Number(picked))}
      {...picker}
    >
      {children}
    </Picker>
  )
}
