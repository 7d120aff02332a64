import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { IssueSearch } from '../search'
import { LIST_FILTERS } from '../search'
import { type Chip, chipsOf, flipped, operatorOf, valueText, withoutChip } from './chips'
import classes from './FilterChips.module.css'
import type { FilterTarget } from './FilterPicker'
import { FilterValueIcon } from './FilterValue'
import { FILTER_ICONS } from './filter-icons'

const SHOWN = 3

interface Props {
  search: IssueSearch
  me: string
  onChange: (search: IssueSearch) => void
  onEdit: (target: FilterTarget) => void
  onClear: () => void
}

/** The filters of the view, each to be read as a sentence and changed where it is read. */
export function FilterChips({ search, me, onChange, onEdit, onClear }: Props) {
  const chips = chipsOf(search)
  if (chips.length === 0) return null
  return (
    <ul aria-label="Filters" className={classes.chips}>
      {chips.map((chip) => (
        <li key={`${chip.filter}${chip.negated}`} className={classes.chip}>
          <Sentence chip={chip} me={me} search={search} onChange={onChange} onEdit={onEdit} />
        </li>
      ))}
      <li>
        <Button variant="subtle" color="gray" onClick={onClear}>
          Clear filters
        </Button>
      </li>
    </ul>
  )
}

function Sentence(props: Omit<Props, 'onClear'> & { chip: Chip }) {
  const { chip, me, search, onChange, onEdit } = props
  const { filter, negated, values } = chip
  const { label } = LIST_FILTERS[filter]
  const Glyph = FILTER_ICONS[filter]
  const words = values.map((value) => valueText(filter, value))
  const rest = words.length - SHOWN
  const sentence = `${label} ${operatorOf(chip)} ${words.join(', ')}`
  return (
    <>
      <span className={classes.property}>
        <Glyph size={14} stroke={1.7} aria-hidden />
        {label}
      </span>
      <button
        type="button"
        className={classes.part}
        aria-label={`${label} ${operatorOf(chip)}: turn into ${negated ? 'is' : 'is not'}`}
        title={negated ? 'Turn into “is”' : 'Turn into “is not”'}
        onClick={() => onChange(flipped(search, chip))}
      >
        {operatorOf(chip)}
      </button>
      <button
        type="button"
        className={classes.part}
        aria-label={`${sentence}: change`}
        title={sentence}
        aria-haspopup="listbox"
        onClick={(event) => onEdit({ anchor: event.currentTarget, filter, negated })}
      >
        <span className={classes.icons}>
          {values.slice(0, SHOWN).map((value) => (
            <FilterValueIcon key={value} filter={filter} value={value} me={me} />
          ))}
        </span>
        <span className={classes.values}>
          {words.slice(0, SHOWN).join(', ')}
          {rest > 0 && ` +${rest}`}
        </span>
      </button>
      <button
        type="button"
        className={classes.remove}
        aria-label={`Remove filter: ${sentence}`}
        onClick={() => onChange(withoutChip(search, chip))}
      >
        <IconX size={13} stroke={2} aria-hidden />
      </button>
    </>
  )
}
