import { Button } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { Picker, type PickerOption } from '@/components/Picker'
import { PickerAnchor } from '@/components/PickerAnchor'
import { choicesOf, nameOf } from '@/features/enumerations/labels'
import { FILTER_NAMES, type IssueSearch, LIST_FILTERS, type ListFilter } from '../search'
import { valuesOf, valueText, withValues } from './chips'
import classes from './FilterPicker.module.css'
import { FilterValueIcon } from './FilterValue'
import { FILTER_ICONS } from './filter-icons'
import { useFilterValues } from './use-filter-values'

/** What is filtered where. */
export interface FilterTarget {
  /** Where the picker opens. */
  anchor: HTMLElement
  /** The property whose values are chosen; first the property is, without. */
  filter?: ListFilter
  negated?: boolean
}

interface Props {
  target: FilterTarget
  search: IssueSearch
  me: string
  /** Another view; `again` if the picker changed it before, since it was opened. */
  onChange: (search: IssueSearch, again: boolean) => void
  onClose: () => void
}

/** What enum values are found by at once, before their property was chosen. */
const SHORTCUTS: readonly ListFilter[] = ['status', 'priority', 'type', 'resolution']

/** Two steps to a filter: its property, then its values. Typing finds both. */
export function FilterPicker({ target, search, me, onChange, onClose }: Props) {
  const [filter, setFilter] = useState<ListFilter | null>(target.filter ?? null)
  const [negated, setNegated] = useState(target.negated ?? false)
  const [text, setText] = useState('')
  const changed = useRef(false)
  const chosen = useMemo(
    () => (filter ? valuesOf(search, filter, negated) : []),
    [search, filter, negated],
  )
  // What is taken out again stays in its place meanwhile.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as it was when the property was chosen
  const offered = useMemo(() => chosen, [filter])
  const values = useFilterValues({ filter, text, search, me, chosen: offered })
  const properties = useMemo(() => propertyOptions(text, me), [text, me])
  const show = (property: ListFilter | null) => {
    setFilter(property)
    setText('')
  }
  const apply = (next: IssueSearch) => {
    onChange(next, changed.current)
    changed.current = true
  }
  const pick = (value: string) => {
    if (filter) {
      const others = chosen.filter((other) => other !== value)
      const now = chosen.includes(value) ? others : [...others, value]
      apply(withValues(search, filter, negated, now))
      return
    }
    const [property, direct] = value.split('=') as [ListFilter, string | undefined]
    if (direct) {
      apply(withValues(search, property, false, [...valuesOf(search, property, false), direct]))
      onClose()
    } else show(property)
  }
  return (
    <Picker
      key={filter ?? ''}
      label={filter ? LIST_FILTERS[filter].label : 'Filter by'}
      options={filter ? values.options : properties}
      loading={values.loading}
      selected={chosen}
      multiple
      onPick={pick}
      onSearch={setText}
      onBack={() => {
        if (!target.filter) show(null)
      }}
      header={
        filter && (
          <div className={classes.operators}>
            {[false, true].map((not) => (
              <Button
                key={String(not)}
                size="compact-xs"
                variant={negated === not ? 'light' : 'subtle'}
                color={negated === not ? 'indigo' : 'gray'}
                aria-pressed={negated === not}
                onClick={() => {
                  if (negated === not) return
                  setNegated(not)
                  if (chosen.length > 0) {
                    const without = withValues(search, filter, negated, [])
                    apply(withValues(without, filter, not, chosen))
                  }
                }}
              >
                {not ? 'is not' : 'is'}
              </Button>
            ))}
          </div>
        )
      }
      opened
      onOpenedChange={(opened) => {
        if (!opened) onClose()
      }}
      width={280}
    >
      <PickerAnchor element={target.anchor} />
    </Picker>
  )
}

function propertyOptions(text: string, me: string): PickerOption[] {
  const typed = text.trim().toLowerCase()
  const properties = FILTER_NAMES.map((name) => {
    const Glyph = FILTER_ICONS[name]
    return {
      value: name as string,
      label: LIST_FILTERS[name].label as string,
      icon: <Glyph key={name} size={15} stroke={1.7} aria-hidden />,
    }
  })
  if (!typed) return properties
  const direct = SHORTCUTS.flatMap((name) => {
    const property = LIST_FILTERS[name]
    if (!('values' in property)) return []
    return choicesOf(property.values).map((value) => {
      const item = nameOf(property.values, value).toLowerCase()
      return {
        value: `${name}=${item}`,
        label: valueText(name, item),
        hint: property.label as string,
        icon: <FilterValueIcon filter={name} value={item} me={me} />,
      }
    })
  })
  const mine = ['assignee', 'reporter'].map((name) => ({
    value: `${name}=@me`,
    label: 'Me',
    hint: LIST_FILTERS[name as ListFilter].label as string,
    icon: <FilterValueIcon filter={name as ListFilter} value="@me" me={me} />,
  }))
  return [...properties, ...mine, ...direct].filter(({ label }) =>
    label.toLowerCase().includes(typed),
  )
}
