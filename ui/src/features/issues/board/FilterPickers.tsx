import { useDebouncedValue } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { type ComponentProps, useState } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'
import { useFoundProjects } from '@/features/projects/api/find-projects'
import { useFoundLabels } from '../api/find-labels'
import { LIST_FILTERS, type ListFilter } from '../search'
import classes from './FilterBar.module.css'
import { valueText } from './filters'

interface ButtonProps extends ComponentProps<'button'> {
  label: string
  /** What is chosen, in words; empty if nothing is. */
  text: string
  onClear: () => void
}

/** The button of a filter: its name, or what is chosen; Backspace or Delete clears it. */
export function FilterButton({ label, text, onClear, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      className={classes.filter}
      data-set={text !== '' || undefined}
      title={text ? `${label}: ${text}` : undefined}
      onKeyDown={(event) => {
        props.onKeyDown?.(event)
        if (text && (event.key === 'Backspace' || event.key === 'Delete')) onClear()
      }}
    >
      <span className={classes.value}>{text ? `${label}: ${text}` : label}</span>
      <IconChevronDown size={13} stroke={1.8} aria-hidden />
    </button>
  )
}

interface FilterProps {
  values: readonly string[] | undefined
  onPick: (value: string) => void
  onClear: () => void
}

interface PickerProps extends FilterProps {
  name: ListFilter
  options: readonly PickerOption[]
  onSearch?: (text: string) => void
  loading?: boolean
  opened?: boolean
  onOpenedChange?: (opened: boolean) => void
}

/** A filter of which several values can be chosen. */
export function FilterPicker({
  name,
  values = [],
  options,
  onPick,
  onClear,
  ...rest
}: PickerProps) {
  const { label } = LIST_FILTERS[name]
  return (
    <Picker
      label={label}
      options={options}
      selected={values.map((value) => value.replace(/^!/, ''))}
      onPick={onPick}
      multiple
      {...rest}
    >
      <FilterButton
        label={label}
        text={values.map((value) => valueText(name, value)).join(', ')}
        onClear={onClear}
      />
    </Picker>
  )
}

/** Text that is looked for at the server while one types into a picker. */
function useSearching() {
  const [opened, onOpenedChange] = useState(false)
  const [text, onSearch] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 150)
  return { wanted, opened, picker: { opened, onOpenedChange, onSearch } }
}

/** Filters by projects. */
export function ProjectFilter(props: FilterProps) {
  const { wanted, opened, picker } = useSearching()
  const { data, isFetching } = useFoundProjects(wanted, opened)
  const found = (data?.items ?? []).map((project) => ({
    value: project.project_key,
    label: project.project_key,
    hint: project.project_name,
  }))
  return (
    <FilterPicker
      name="project"
      options={withChosen(found, props.values, wanted)}
      loading={isFetching}
      {...picker}
      {...props}
    />
  )
}

/** Filters by labels, those of the projects that are chosen. */
export function LabelFilter({
  projects = [],
  ...props
}: FilterProps & { projects?: readonly string[] }) {
  const { wanted, opened, picker } = useSearching()
  const inside = projects.filter((key) => !key.startsWith('!'))
  const { data, isFetching } = useFoundLabels(wanted, inside, opened)
  const found = (data ?? []).map((name) => ({ value: name, label: name }))
  return (
    <FilterPicker
      name="label"
      options={withChosen(found, props.values, wanted)}
      loading={isFetching}
      {...picker}
      {...props}
    />
  )
}

/** What is chosen comes first, also where it is not among what was found. */
function withChosen(
  found: readonly PickerOption[],
  values: readonly string[] = [],
  wanted: string,
): readonly PickerOption[] {
  if (wanted) return found
  const chosen = values.map((value) => value.replace(/^!/, ''))
  const known = new Map(found.map((option) => [option.value, option]))
  return [
    ...chosen.map((value) => known.get(value) ?? { value, label: value }),
    ...found.filter((option) => !chosen.includes(option.value)),
  ]
}
