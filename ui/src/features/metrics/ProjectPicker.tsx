import { useDebouncedValue } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'
import { useFoundProjects } from '@/features/projects/api/find-projects'
import classes from './Toolbar.module.css'

interface Props {
  chosen: readonly string[]
  onChange: (projects: string[]) => void
}

/** Of which projects the figures are; of all that one may see where none is chosen. */
export function ProjectPicker({ chosen, onChange }: Props) {
  const [opened, setOpened] = useState(false)
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const { data, isFetching } = useFoundProjects(wanted, opened)
  const found = (data?.items ?? []).map((project) => ({
    value: project.project_key,
    label: project.project_key,
    hint: project.project_name,
  }))
  const label = chosen.length === 0 ? 'All projects' : chosen.join(', ')
  return (
    <Picker
      label="Project"
      options={wanted ? found : withChosen(found, chosen)}
      selected={chosen}
      multiple
      onPick={(key) =>
        onChange(chosen.includes(key) ? chosen.filter((item) => item !== key) : [...chosen, key])
      }
      onSearch={setText}
      loading={isFetching}
      opened={opened}
      onOpenedChange={setOpened}
      width={300}
    >
      <button
        type="button"
        className={classes.filter}
        data-set={chosen.length > 0 || undefined}
        aria-label={`Project: ${label}`}
        title={label}
        onKeyDown={(event) => {
          if (event.key === 'Backspace' || event.key === 'Delete') onChange([])
        }}
      >
        <span className={classes.value}>{label}</span>
        <IconChevronDown size={13} stroke={1.8} aria-hidden />
      </button>
    </Picker>
  )
}

/** What is chosen comes first, also where it is not among what was found. */
function withChosen(found: readonly PickerOption[], chosen: readonly string[]): PickerOption[] {
  const known = new Map(found.map((option) => [option.value, option]))
  return [
    ...chosen.map((value) => known.get(value) ?? { value, label: value }),
    ...found.filter((option) => !chosen.includes(option.value)),
  ]
}
